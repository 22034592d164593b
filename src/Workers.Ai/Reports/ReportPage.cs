using System.Globalization;
using System.Net;
using System.Text;
using SnsOps.Shared.Reports;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>A report as a page that needs nothing else: no script, no other file, pictures as SVG. The same document gives the same bytes.</summary>
/// <remarks>Whatever shows a figure names it (<c>data-figure</c>), so that a test, or a person, can compare it with what was counted.</remarks>
internal static class ReportPage
{
    private static readonly string[] Cards = ["publications_planned", "publications_published", "comments_received", "replies_published", "incidents_opened"];
    private static readonly string[] Trouble = ["publications_failed", "publications_missed", "publications_unknown", "replies_owed"];

    /// <summary>Writes the page.</summary>
    public static string Write(ReportDocument document)
    {
        var (facts, page) = (document.Facts, new StringBuilder());
        var title = $"{facts.Client} {(facts.Period.Kind == "daily" ? "일간" : "기간")} 리포트";
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{Text(title)} {facts.Period.Korean}</title>
            <meta name="author" content="SnsOps"><meta name="dcterms.created" content="{facts.AsOf.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}">
            <style>{ReportStyle.Sheet}</style></head><body><main>
            <header><p class="kind">{(facts.Period.Kind == "daily" ? "일간 리포트" : "기간 리포트")}{(document.Version > 1 ? string.Create(CultureInfo.InvariantCulture, $" · 정정 {document.Version}판") : "")}</p>
            <h1>{Text(facts.Client)}</h1>
            <p class="muted">{facts.Period.Korean} (서울) · {AsOf(facts.AsOf)} 기준{(document.Late ? " · <strong>늦게 작성됨</strong>" : "")}</p></header>

            """);
        Changes(page, document);
        Lines(page, "요약", "ol", document.Written.Text.Summary, facts, "summary");
        Numbers(page, facts);
        DayChart.Write(page, facts);
        ToneBar.Write(page, facts);
        ReportTables.Write(page, facts);
        Lines(page, "자세히", "p", document.Written.Text.Detail, facts, "detail");
        Lines(page, "다음에 할 일", "ul", document.Written.Text.Strategy, facts, "strategy");
        page.Append(CultureInfo.InvariantCulture,
            $"<p class=\"muted small\" data-engine=\"{Text(document.Written.Engine)}\">글: {Text(ReportWords.Engine(document.Written.Engine))} · 글 안의 수치는 모두 아래 출처에서 SnsOps가 넣었습니다.</p>\n");
        Sources(page, facts);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Changes(StringBuilder page, ReportDocument document)
    {
        if (document.Changes.Count == 0)
            return;
        page.Append(CultureInfo.InvariantCulture, $"""
            <section class="changes"><h2>바뀐 수치</h2>
            <p>앞선 판 뒤에 수치 {document.Changes.Count}개가 바뀌어 다시 썼습니다. 앞선 판은 그대로 남아 있습니다.</p>
            <table><thead><tr><th scope="col">수치</th><th scope="col" class="n">앞선 판</th><th scope="col" class="n">지금</th><th scope="col">왜</th></tr></thead><tbody>

            """);
        foreach (var change in document.Changes)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{Text(change.Label)}</th><td class=\"n\">{Value(change.Before, change.BeforeReason, change.BeforeGiven, change.Wanted)}</td><td class=\"n\" data-figure=\"{Text(change.Name)}\">{Value(change.After, change.AfterReason, change.AfterGiven, change.Wanted)}</td><td>{Text(change.Why)} ({AsOf(change.SeenAt)})</td></tr>\n");
        }

        page.Append("</tbody></table></section>\n");
    }

    private static void Lines(StringBuilder page, string title, string list, IReadOnlyList<string> lines, ReportFacts facts, string name)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section class=\"{name}\"><h2>{title}</h2>\n{(list == "p" ? "" : $"<{list}>\n")}");
        foreach (var line in lines)
        {
            page.Append(list == "p" ? "<p>" : "<li>");
            foreach (var (isFigure, text) in ReportText.Parts(line))
                page.Append(isFigure ? $"<b data-{(facts.Figures.ContainsKey(text) ? "figure" : "derived")}=\"{Text(text)}\">{facts.Say(text) ?? throw new InvalidOperationException($"The report has no figure {text}")}</b>" : Text(text));
            page.Append(list == "p" ? "</p>\n" : "</li>\n");
        }

        page.Append(list == "p" ? "</section>\n" : $"</{list}></section>\n");
    }

    private static void Numbers(StringBuilder page, ReportFacts facts)
    {
        page.Append("<section><h2>한눈에 보기</h2>\n<dl class=\"cards\">\n");
        foreach (var name in Cards)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<div><dt>{ReportWords.Label(name, facts.Figures[name])}</dt><dd><span data-figure=\"{name}\">{Value(facts.Figures[name])}</span>{Difference(facts, name)}</dd></div>\n");
        }

        page.Append("</dl>\n<dl class=\"cards small\">\n");
        foreach (var name in Trouble)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<div{(facts[name] > 0 ? " class=\"bad\"" : "")}><dt>{ReportWords.Label(name, facts.Figures[name])}</dt><dd data-figure=\"{name}\">{Value(facts.Figures[name])}</dd></div>\n");
        }

        page.Append("</dl></section>\n");
    }

    /// <summary>Where the figures come from, so that each can be counted again.</summary>
    private static void Sources(StringBuilder page, ReportFacts facts)
    {
        page.Append("<section class=\"sources\"><h2>수치의 출처</h2>\n<table><thead><tr><th scope=\"col\">질의</th><th scope=\"col\">무엇을 셌는가</th><th scope=\"col\">기간</th></tr></thead><tbody>\n");
        foreach (var query in ReportQueries.All)
        {
            var asked = facts.Figures.Values.Where(f => f.Query == query.Name).Select(f => Days(f.Parameters)).Distinct().ToList();
            if (asked.Count > 0)
                page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\"><code>{query.Name}</code></th><td>{Text(query.Korean)}</td><td>{string.Join("<br>", asked)}</td></tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture,
            $"</tbody></table>\n<p class=\"muted small\">모든 질의는 {AsOf(facts.AsOf)}(서울)에 한 시점의 데이터로 셌습니다. ‘없음’은 0이 아니라 아직 모른다는 뜻입니다.</p></section>\n");
    }

    private static string Days(FigureParameters asked) =>
        string.Create(CultureInfo.InvariantCulture, $"{asked.From:yyyy-MM-dd}{(asked.From == asked.To ? "" : $" – {asked.To:yyyy-MM-dd}")}");

    /// <summary>What a figure was before the period, as a small note under it.</summary>
    internal static string Difference(ReportFacts facts, string name) => facts.ChangeOf(name) is not { } change ? ""
        : change == 0 ? $"<small data-derived=\"{ReportFacts.Change}{Text(name)}\">직전과 같음</small>"
        : $"<small>직전보다 {(change > 0 ? "▲" : "▼")} <span data-derived=\"{ReportFacts.Change}{Text(name)}\">{ReportFacts.Number(Math.Abs(change))}</span></small>";

    /// <summary>Nothing observed is not zero: then the reason stands there.</summary>
    internal static string Value(Figure figure) => Value(figure.Value, figure.NullReason, figure.Given, figure.Wanted);

    internal static string AsOf(DateTimeOffset instant) => ReportPeriod.InSeoul(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    internal static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static string Value(decimal? value, string? reason, int? given, int? wanted) => value is not { } number ? $"<span class=\"muted\">없음 ({Text(ReportWords.Reason(reason))})</span>"
        : ReportFacts.Number(number) + (ReportWords.Part(given, wanted) is { } part ? $" <span class=\"muted small\">({part})</span>" : "");
}
