using System.Globalization;
using System.Text;
using static SnsOps.Workers.Ai.Reports.ReportPage;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>The tables of a report: followers, each account's figures, the posts that were seen most.</summary>
internal static class ReportTables
{
    /// <summary>All of them.</summary>
    public static void Write(StringBuilder page, ReportFacts facts)
    {
        Followers(page, facts);
        Kpis(page, facts);
        TopPosts(page, facts);
    }

    private static void Followers(StringBuilder page, ReportFacts facts)
    {
        page.Append("<section><h2>팔로워</h2>\n<table><thead><tr><th scope=\"col\">계정</th><th scope=\"col\">플랫폼</th><th scope=\"col\" class=\"n\">팔로워</th><th scope=\"col\" class=\"n\">직전 기간과</th><th scope=\"col\">관측 시각</th></tr></thead><tbody>\n");
        foreach (var (name, figure) in Of(facts, "followers"))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{Text(figure.Account)}</th><td>{ReportWords.Platform(figure.Platform)}</td><td class=\"n\" data-figure=\"{name}\">{Value(figure)}</td><td class=\"n\">{Signed(facts, name)}</td><td>{(figure.Value is null ? "–" : AsOf(figure.AsOf))}</td></tr>\n");
        }

        page.Append("</tbody></table></section>\n");
    }

    private static void Kpis(StringBuilder page, ReportFacts facts)
    {
        var rows = Of(facts, "kpi").ToList();
        if (rows.Count == 0)
            return;
        page.Append("<section><h2>계정별 지표</h2>\n<table><thead><tr><th scope=\"col\">계정</th><th scope=\"col\">지표</th><th scope=\"col\" class=\"n\">이 기간</th><th scope=\"col\" class=\"n\">직전 기간</th><th scope=\"col\" class=\"n\">차이</th></tr></thead><tbody>\n");
        foreach (var (name, figure) in rows)
        {
            var before = facts.Figures.GetValueOrDefault(FigureSql.Before + name);
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{Text(figure.Account)} <span class=\"muted\">{ReportWords.Platform(figure.Platform)}</span></th><td>{Text(figure.Label)}</td><td class=\"n\" data-figure=\"{name}\">{Value(figure)}</td><td class=\"n\"{(before is null ? "" : $" data-figure=\"{FigureSql.Before}{name}\"")}>{(before is null ? "–" : Value(before))}</td><td class=\"n\">{Signed(facts, name)}</td></tr>\n");
        }

        page.Append("</tbody></table></section>\n");
    }

    private static void TopPosts(StringBuilder page, ReportFacts facts)
    {
        var posts = Of(facts, "top_posts").ToList();
        if (posts.Count == 0)
            return;
        page.Append("<section><h2>많이 본 글</h2>\n<table><thead><tr><th scope=\"col\">글</th><th scope=\"col\">계정</th><th scope=\"col\" class=\"n\">조회</th><th scope=\"col\">관측 시각</th></tr></thead><tbody>\n");
        foreach (var (name, figure) in posts)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{Text(figure.Label)}</th><td>{Text(figure.Account)} <span class=\"muted\">{ReportWords.Platform(figure.Platform)}</span></td><td class=\"n\" data-figure=\"{name}\">{Value(figure)}</td><td>{AsOf(figure.AsOf)}</td></tr>\n");
        }

        page.Append("</tbody></table></section>\n");
    }

    private static IEnumerable<KeyValuePair<string, Figure>> Of(ReportFacts facts, string query) =>
        facts.Figures.Where(p => p.Value.Query == query && !p.Key.StartsWith(FigureSql.Before, StringComparison.Ordinal));

    private static string Signed(ReportFacts facts, string name) => facts.ChangeOf(name) switch
    {
        null => "–",
        0 => $"<span data-derived=\"{ReportFacts.Change}{name}\">0</span>",
        var change => $"{(change > 0 ? "▲" : "▼")} <span data-derived=\"{ReportFacts.Change}{name}\">{ReportFacts.Number(Math.Abs(change.Value))}</span>",
    };
}
