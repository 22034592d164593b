using System.Globalization;
using System.Text;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>The tones of the period's comments: a bar, and the same as a table.</summary>
internal static class ToneBar
{
    private static readonly (string Name, string Label, string Colour)[] Tones =
    [
        ("comments_positive", "긍정", "#1a7f4b"), ("comments_neutral", "중립", "#8a8f98"), ("comments_negative", "부정", "#c2560c"),
        ("comments_crisis", "위기", "#b3131b"), ("comments_unscored", "미분석", "#d5d8dd"),
    ];

    /// <summary>Writes both.</summary>
    public static void Write(StringBuilder page, ReportFacts facts)
    {
        page.Append("<section><h2>댓글 감성</h2>\n");
        var total = Tones.Sum(t => facts[t.Name] ?? 0);
        if (total > 0)
        {
            page.Append("<svg class=\"bar\" viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" width=\"100%\" height=\"24\" role=\"img\" aria-label=\"댓글 감성 비율\">");
            var x = 0m;
            foreach (var (name, _, colour) in Tones)
            {
                var width = Math.Round((facts[name] ?? 0) / total * 1000, 1, MidpointRounding.AwayFromZero);
                if (width > 0)
                    page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"0\" width=\"{width:0.#}\" height=\"24\" fill=\"{colour}\"/>");
                x += width;
            }

            page.Append("</svg>\n");
        }

        page.Append("<table><thead><tr><th scope=\"col\">감성</th><th scope=\"col\" class=\"n\">건수</th><th scope=\"col\" class=\"n\">비율</th></tr></thead><tbody>\n");
        foreach (var (name, label, colour) in Tones)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\"><svg class=\"dot\" viewBox=\"0 0 10 10\" width=\"10\" height=\"10\" aria-hidden=\"true\"><circle cx=\"5\" cy=\"5\" r=\"5\" fill=\"{colour}\"/></svg> {label}</th><td class=\"n\" data-figure=\"{name}\">{ReportPage.Value(facts.Figures[name])}</td><td class=\"n\">{Share(facts, name)}</td></tr>\n");
        }

        page.Append("</tbody></table></section>\n");
    }

    private static string Share(ReportFacts facts, string name) => facts.Say(ReportFacts.Share + name) is { } share ? $"<span data-derived=\"{ReportFacts.Share}{name}\">{share}</span>" : "–";
}
