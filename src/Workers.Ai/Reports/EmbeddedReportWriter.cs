namespace SnsOps.Workers.Ai.Reports;

/// <summary>The embedded writer of reports: sentences that follow from the figures, each with its figures in it.</summary>
internal static class EmbeddedReportWriter
{
    /// <summary>What staff see as the text's origin.</summary>
    public const string Engine = "embedded-report";

    private const decimal ManyNegative = 0.2m;

    /// <summary>The words; the same facts give the same words.</summary>
    public static WrittenReport Write(ReportFacts facts) => new(new ReportText(Summary(facts), Detail(facts), Strategy(facts)), Engine);

    private static List<string> Summary(ReportFacts f) =>
    [
        f["publications_planned"] is 0
            ? "이 기간에는 예약된 게시가 없었습니다."
            : "예약한 게시 {{publications_planned}}건 가운데 {{publications_published}}건이 나갔습니다." + Trouble(f),
        f["comments_received"] is 0
            ? "새 댓글은 없었습니다."
            : "새 댓글은 {{comments_received}}건" + Compared(f, "comments_received", "으로", "입니다") + (f["comments_crisis"] > 0 ? " 위기 댓글이 {{comments_crisis}}건 있었습니다." : ""),
        Audience(f),
    ];

    private static string Trouble(ReportFacts f)
    {
        string[] parts =
        [
            f["publications_failed"] > 0 ? "실패 {{publications_failed}}건" : "",
            f["publications_missed"] > 0 ? "놓침 {{publications_missed}}건" : "",
            f["publications_unknown"] > 0 ? "확인 필요 {{publications_unknown}}건" : "",
        ];
        return parts.Any(p => p.Length > 0) ? $" {string.Join(", ", parts.Where(p => p.Length > 0))}이 남아 있습니다." : "";
    }

    /// <summary>How a figure stands to what it was, as the end of a sentence.</summary>
    private static string Compared(ReportFacts f, string name, string joined, string alone) => f.ChangeOf(name) switch
    {
        > 0 => $"{joined} 직전 기간보다 {{{{change:{name}}}}}건 늘었습니다.",
        < 0 => $"{joined} 직전 기간보다 {{{{change:{name}}}}}건 줄었습니다.",
        0 => $"{joined} 직전 기간과 같습니다.",
        _ => $"{alone}.",
    };

    /// <summary>The account whose followers moved most; else that nothing is known of them.</summary>
    private static string Audience(ReportFacts f)
    {
        var accounts = f.Figures.Where(p => p.Value.Query == "followers" && !p.Key.StartsWith(FigureSql.Before, StringComparison.Ordinal)).ToList();
        if (accounts.Count == 0)
            return "연결된 계정이 없습니다.";
        if (accounts.All(a => a.Value.Value is null))
            return "팔로워 수는 아직 수집되지 않았습니다.";
        var most = accounts.Where(a => f.ChangeOf(a.Key) is not (null or 0)).OrderByDescending(a => Math.Abs(f.ChangeOf(a.Key)!.Value)).ThenBy(a => a.Key, StringComparer.Ordinal).FirstOrDefault();
        if (most.Key is null)
        {
            var first = accounts.First(a => a.Value.Value is not null);
            return $"{Named(first)}는 {{{{{first.Key}}}}}명입니다.";
        }

        return $"{Named(most)}가 {{{{change:{most.Key}}}}}명 {(f.ChangeOf(most.Key) > 0 ? "늘어" : "줄어")} {{{{{most.Key}}}}}명이 되었습니다.";
    }

    private static List<string> Detail(ReportFacts f)
    {
        var lines = new List<string>();
        var platforms = f.Figures.Where(p => p.Value is { Query: "published_on", Value: > 0 }).ToList();
        if (platforms.Count > 0)
            lines.Add($"게시는 {string.Join(", ", platforms.Select(p => $"{ReportWords.Platform(p.Value.Platform)} {{{{{p.Key}}}}}건"))}입니다.");
        if (f["comments_received"] > 0)
        {
            lines.Add("댓글의 감성은 긍정 {{comments_positive}}건, 중립 {{comments_neutral}}건, 부정 {{comments_negative}}건, 위기 {{comments_crisis}}건입니다."
                + (f["comments_negative"] > 0 ? " 부정 댓글은 전체의 {{share:comments_negative}}입니다." : "")
                + (f["comments_unscored"] > 0 ? " 아직 분석하지 않은 댓글이 {{comments_unscored}}건 있습니다." : ""));
        }

        lines.Add("답글을 {{replies_published}}건 보냈습니다." + (f["replies_owed"] > 0 ? " 부정·위기 댓글 가운데 {{replies_owed}}건에는 아직 답하지 않았습니다." : ""));
        if (f["incidents_opened"] > 0)
            lines.Add("위기 알림이 {{incidents_opened}}건 열렸습니다.");
        foreach (var views in f.Figures.Where(p => p.Value.Query == "kpi" && p.Key.EndsWith(":views", StringComparison.Ordinal) && p.Value.IsWhole && !p.Key.StartsWith(FigureSql.Before, StringComparison.Ordinal)))
            lines.Add($"{Named(views)}는 {{{{{views.Key}}}}}회{Views(f, views.Key)}");
        if (f.Figures.FirstOrDefault(p => p.Value.Query == "top_posts") is { Key: { } top, Value: { } post })
            lines.Add($"가장 많이 본 글은 “{Quoted(post.Label)}”({ReportWords.Platform(post.Platform)})이고, 조회는 {{{{{top}}}}}회입니다.");
        return lines;
    }

    private static string Views(ReportFacts f, string name) => f.ChangeOf(name) switch
    {
        > 0 => $"로 직전 기간보다 {{{{change:{name}}}}}회 늘었습니다.",
        < 0 => $"로 직전 기간보다 {{{{change:{name}}}}}회 줄었습니다.",
        _ => "입니다.",
    };

    private static List<string> Strategy(ReportFacts f)
    {
        var lines = new List<string>();
        if (f["comments_crisis"] > 0)
            lines.Add("위기 댓글 {{comments_crisis}}건을 담당자가 먼저 확인하고, 입장이 정해질 때까지 예약 게시의 보류를 검토하세요.");
        if (f["replies_owed"] > 0)
            lines.Add("아직 답하지 않은 부정·위기 댓글 {{replies_owed}}건에 오늘 답하세요. 답글 초안은 댓글함에 있습니다.");
        if (f["publications_failed"] > 0)
            lines.Add("실패한 게시 {{publications_failed}}건은 원인을 고치고 다시 보내세요. 같은 원인끼리 모아 두었습니다.");
        if (f["publications_missed"] + f["publications_unknown"] > 0)
            lines.Add("놓치거나 확인이 필요한 게시가 남아 있습니다. 플랫폼에서 직접 보고 결정하세요.");
        if (f["comments_received"] > 0 && f["comments_negative"] / f["comments_received"] >= ManyNegative)
            lines.Add("부정 댓글의 비중이 {{share:comments_negative}}로 높습니다. 되풀이되는 불만을 골라 안내 글이나 자주 묻는 질문으로 먼저 답하세요.");
        if (f["publications_planned"] is 0)
            lines.Add("예약된 게시가 없었습니다. 추천 시간대에 다음 글을 예약하세요.");
        if (f.Figures.Any(p => p.Value is { Query: "followers", NullReason: "never observed" }))
            lines.Add("팔로워가 한 번도 수집되지 않은 계정이 있습니다. 계정 연결과 권한을 확인하세요.");
        if (f.Figures.FirstOrDefault(p => p.Value.Query == "top_posts") is { Key: not null, Value: { } post })
            lines.Add($"반응이 좋았던 글(“{Quoted(post.Label)}”)의 주제나 형식을 다음 계획에 넣어 보세요.");
        if (lines.Count == 0)
            lines.Add("눈에 띄는 문제가 없습니다. 지금의 게시 간격을 지키고, 추천 시간대를 참고해 다음 글을 예약하세요.");
        return lines;
    }

    private static string Named(KeyValuePair<string, Figure> figure) => Quoted(ReportWords.Label(figure.Key, figure.Value));

    /// <summary>A title in a line: its own marks must not be taken for ours.</summary>
    private static string Quoted(string? title) => (title ?? "").Replace('{', '｛').Replace('}', '｝');
}
