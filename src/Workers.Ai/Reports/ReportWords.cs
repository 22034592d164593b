using System.Globalization;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>What figures are called.</summary>
internal static class ReportWords
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["publications_planned"] = "예약", ["publications_published"] = "게시", ["publications_failed"] = "실패", ["publications_missed"] = "놓침", ["publications_unknown"] = "확인 필요",
        ["comments_received"] = "새 댓글", ["comments_positive"] = "긍정 댓글", ["comments_neutral"] = "중립 댓글", ["comments_negative"] = "부정 댓글", ["comments_crisis"] = "위기 댓글",
        ["comments_unscored"] = "미분석 댓글", ["replies_published"] = "보낸 답글", ["replies_owed"] = "미응대 부정·위기 댓글", ["incidents_opened"] = "위기 알림",
    };

    private static readonly Dictionary<string, string> Platforms = new(StringComparer.Ordinal) { ["instagram"] = "Instagram", ["facebook"] = "Facebook", ["youtube"] = "YouTube" };

    /// <summary>A platform as people write it.</summary>
    public static string Platform(string? platform) => Platforms.GetValueOrDefault(platform ?? "") ?? platform ?? "";

    /// <summary>A figure as people call it.</summary>
    public static string Label(string name, Figure figure)
    {
        var before = name.StartsWith(FigureSql.Before, StringComparison.Ordinal);
        var label = Labels.GetValueOrDefault(before ? name[FigureSql.Before.Length..] : name) ?? figure.Query switch
        {
            "published_on" => $"{Platform(figure.Platform)} 게시",
            "followers" => $"{figure.Account}({Platform(figure.Platform)}) {(figure.Platform == "youtube" ? "구독자" : "팔로워")}",
            "kpi" => $"{figure.Account}({Platform(figure.Platform)}) {figure.Label}",
            "top_posts" => $"“{figure.Label}” 조회",
            "comments_by_day" => $"{figure.Key} 댓글",
            "troubled_by_day" => $"{figure.Key} 부정·위기 댓글",
            "views_by_day" => $"{figure.Key} 조회",
            _ => name,
        };
        return before ? $"직전 기간 {label}" : label;
    }

    /// <summary>Why there is no value, in Korean.</summary>
    public static string Reason(string? reason) => reason switch
    {
        "never observed" => "아직 수집되지 않음",
        "not yet given" => "플랫폼이 아직 주지 않음",
        "partly given" => "일부 계정만 확인됨",
        "retired" => "플랫폼이 없앤 지표",
        null => "알 수 없음",
        _ => reason,
    };

    /// <summary>An engine as people are told of it.</summary>
    public static string Engine(string engine) => engine == EmbeddedReportWriter.Engine ? "SnsOps 내장 작성기" : engine;

    /// <summary>How many of its days a figure has; null when it has them all.</summary>
    public static string? Part(int? given, int? wanted) => given < wanted ? string.Create(CultureInfo.InvariantCulture, $"{wanted}일 중 {given}일") : null;
}
