using System.Globalization;
using System.Net;
using System.Text;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>A daily report as a page that needs nothing else: no script, no other file. The same figures give the same bytes.</summary>
internal static class ReportPage
{
    private static readonly TimeZoneInfo Seoul = TimeZoneInfo.FindSystemTimeZoneById(ReportDay.Zone);

    private static readonly (string Name, string Label)[] Publications =
    [
        ("publications_planned", "예약"), ("publications_published", "게시"), ("publications_failed", "실패"),
        ("publications_missed", "놓침"), ("publications_unknown", "확인 필요"),
    ];

    private static readonly (string Name, string Label, string Tone)[] Tones =
    [
        ("comments_positive", "긍정", "positive"), ("comments_neutral", "중립", "neutral"), ("comments_negative", "부정", "negative"),
        ("comments_crisis", "위기", "crisis"), ("comments_unscored", "미분석", "unscored"),
    ];

    private static readonly (string Name, string Label)[] Work = [("comments_received", "새 댓글"), ("replies_published", "보낸 답글"), ("incidents_opened", "위기 알림")];

    /// <summary>Writes the page.</summary>
    /// <param name="client">The client's name.</param>
    /// <param name="day">The day it is about.</param>
    /// <param name="late">It was made after its time.</param>
    /// <param name="figures">By name, as counted.</param>
    public static string Write(string client, ReportDay day, bool late, IReadOnlyDictionary<string, Figure> figures)
    {
        var page = new StringBuilder();
        var title = string.Create(CultureInfo.InvariantCulture, $"{Text(client)} 일간 리포트 {day.Date:yyyy-MM-dd}");
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>
            <style>{Style}</style></head><body><main>
            <h1>{title}</h1>
            <p class="muted">{day.Date:yyyy년 M월 d일} (서울) · {AsOf(figures["comments_received"].AsOf)} 기준{(late ? " · <strong>늦게 작성됨</strong>" : "")}</p>

            """);
        Section(page, "게시", Publications, figures);
        Section(page, "댓글", Work, figures);
        ToneBar(page, figures);
        Followers(page, [.. figures.Values.Where(f => f.AccountId is not null)]);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Section(StringBuilder page, string title, (string Name, string Label)[] names, IReadOnlyDictionary<string, Figure> figures)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>\n<dl>\n");
        foreach (var (name, label) in names)
            page.Append(CultureInfo.InvariantCulture, $"<div><dt>{label}</dt><dd data-figure=\"{name}\">{Number(figures[name])}</dd></div>\n");
        page.Append("</dl>\n");
    }

    private static void ToneBar(StringBuilder page, IReadOnlyDictionary<string, Figure> figures)
    {
        var total = Tones.Sum(t => figures[t.Name].Value ?? 0);
        page.Append("<h2>댓글 감성</h2>\n");
        if (total > 0)
        {
            page.Append("<svg class=\"bar\" viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"댓글 감성 비율\">");
            var x = 0m;
            foreach (var (name, _, tone) in Tones)
            {
                var width = Math.Round((figures[name].Value ?? 0) / total * 1000, 1);
                page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" width=\"{width}\" height=\"24\" class=\"{tone}\"/>");
                x += width;
            }

            page.Append("</svg>\n");
        }

        page.Append("<table><thead><tr><th>감성</th><th>건수</th><th>비율</th></tr></thead><tbody>\n");
        foreach (var (name, label, tone) in Tones)
        {
            var share = total == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{(figures[name].Value ?? 0) / total * 100:0.0} %");
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td><span class=\"dot {tone}\"></span>{label}</td><td data-figure=\"{name}\">{Number(figures[name])}</td><td>{share}</td></tr>\n");
        }

        page.Append("</tbody></table>\n");
    }

    private static void Followers(StringBuilder page, List<Figure> accounts)
    {
        page.Append("<h2>팔로워</h2>\n<table><thead><tr><th>계정</th><th>플랫폼</th><th>팔로워</th><th>관측 시각</th></tr></thead><tbody>\n");
        foreach (var account in accounts)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Text(account.Account)}</td><td>{Text(account.Platform)}</td><td data-figure=\"followers\">{Number(account)}</td><td>{(account.Value is null ? "–" : AsOf(account.AsOf))}</td></tr>\n");
        }

        page.Append("</tbody></table>\n");
    }

    /// <summary>Nothing observed is not zero: then the reason stands there.</summary>
    private static string Number(Figure figure) => figure.Value is { } value
        ? value.ToString("#,0", CultureInfo.InvariantCulture)
        : $"<span class=\"muted\">없음 ({Text(figure.NullReason == "never observed" ? "아직 수집되지 않음" : figure.NullReason)})</span>";

    private static string AsOf(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Seoul).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    private const string Style = """
        body{margin:0;background:#fff;color:#1c1f24;font:16px/1.6 "Pretendard","Noto Sans KR","NanumGothic",sans-serif}main{max-width:52rem;margin:0 auto;padding:1.5rem}
        h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.75rem 0 .5rem}.muted{color:#5d6470}
        dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.75rem;margin:0}dl div{border:1px solid #dfe2e7;border-radius:.5rem;padding:.75rem}
        dt{color:#5d6470;font-size:.875rem}dd{margin:0;font-size:1.5rem;font-weight:700}
        table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.4rem .5rem;border-bottom:1px solid #dfe2e7}td[data-figure]{font-variant-numeric:tabular-nums}
        .bar{width:100%;height:1.5rem;border-radius:.25rem;display:block;margin-bottom:.5rem}.positive{fill:#1a7f4b;background:#1a7f4b}.neutral{fill:#8a8f98;background:#8a8f98}.negative{fill:#c2560c;background:#c2560c}
        .crisis{fill:#b3131b;background:#b3131b}.unscored{fill:#d5d8dd;background:#d5d8dd}.dot{display:inline-block;width:.7rem;height:.7rem;border-radius:50%;margin-right:.5rem}
        @media print{main{padding:0}}
        """;
}
