using System.Globalization;
using System.Text;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>What happened day by day, as bars: comments with the negative ones in front, and views. Each bar names its figure; what is unknown is a gap with a mark.</summary>
/// <remarks>Colours and sizes stand on the shapes themselves: what makes the PDF does not read the page's sheet inside pictures.</remarks>
internal static class DayChart
{
    private const int Width = 720, Height = 170, Left = 52, Right = 8, Top = 12, Bottom = 26;
    private const string Font = "font-family=\"NanumGothic, Nanum Gothic, Noto Sans KR, sans-serif\"";

    /// <summary>Writes both charts, each with its table behind it.</summary>
    public static void Write(StringBuilder page, ReportFacts facts)
    {
        var days = facts.Figures.Values.Where(f => f.Query == "comments_by_day").Select(f => f.Key).ToList();
        page.Append("<section><h2>날마다</h2>\n<div class=\"charts\">\n");
        Chart(page, facts, days, "댓글 (빨간 부분: 부정·위기)", ("comments_on:", "#4a6fa5", "댓글"), ("troubled_on:", "#b3131b", "부정·위기"));
        Chart(page, facts, days, "조회 (모든 계정)", ("views_on:", "#2b7a78", "조회"));
        page.Append("</div></section>\n");
    }

    private static void Chart(StringBuilder page, ReportFacts facts, List<string> days, string title, params (string Prefix, string Colour, string Label)[] series)
    {
        var most = Nice(series.Max(s => days.Max(d => facts[s.Prefix + d] ?? 0)));
        var step = (decimal)(Width - Left - Right) / days.Count;
        page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{title}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" width=\"100%\" role=\"img\" aria-label=\"{title}, {days[0]}부터 {days[^1]}까지\">\n");
        foreach (var part in new[] { 0m, 0.5m, 1m })
        {
            var y = Y(most * part, most);
            page.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#dfe2e7\" stroke-width=\"1\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\" font-size=\"11\" fill=\"#5d6470\" {Font}>{ReportFacts.Number(most * part)}</text>\n");
        }

        for (var i = 0; i < days.Count; i++)
        {
            var x = Left + (step * i);
            foreach (var (prefix, colour, label) in series)
                Bar(page, facts, prefix + days[i], label, colour, x + (step * 0.15m), step * 0.7m, most, days[i]);
            if (i == 0 || i == days.Count - 1 || (days.Count <= 16 ? i % 2 == 0 && i < days.Count - 2 : i % (days.Count / 8) == 0 && i < days.Count - (days.Count / 10)))
                page.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (step / 2):0.#}\" y=\"{Height - 8}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#5d6470\" {Font}>{Short(days[i])}</text>\n");
        }

        page.Append("</svg></figure>\n");
    }

    private static void Bar(StringBuilder page, ReportFacts facts, string name, string label, string colour, decimal x, decimal width, decimal most, string day)
    {
        if (facts[name] is not { } value)
        {
            page.Append(CultureInfo.InvariantCulture, $"<text data-figure=\"{name}\" data-value=\"\" x=\"{x + (width / 2):0.#}\" y=\"{Y(0, most) - 4:0.#}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#5d6470\" {Font}>없음</text>\n");
            return;
        }

        var y = Y(value, most);
        page.Append(CultureInfo.InvariantCulture, $"<rect data-figure=\"{name}\" data-value=\"{value}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{Y(0, most) - y:0.#}\" fill=\"{colour}\"><title>{day} {label} {ReportFacts.Number(value)}</title></rect>\n");
    }

    private static decimal Y(decimal value, decimal most) => Top + ((Height - Top - Bottom) * (1 - (value / most)));

    private static string Short(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("M/d", CultureInfo.InvariantCulture);

    /// <summary>The next of 2, 4, 10, 20, 40, 100, …: so that half of it is a number people like.</summary>
    private static decimal Nice(decimal most)
    {
        for (var ten = 1m; ; ten *= 10)
        {
            foreach (var step in new[] { 2m, 4m, 10m })
            {
                if (most <= step * ten)
                    return step * ten;
            }
        }
    }
}
