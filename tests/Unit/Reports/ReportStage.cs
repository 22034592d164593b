using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Unit.Reports;

/// <summary>A made-up day of a café, with everything that a report can show.</summary>
internal static class ReportStage
{
    public static readonly ReportPeriod Day = new("daily", new DateOnly(2026, 8, 7), new DateOnly(2026, 8, 7));

    private static readonly DateTimeOffset Counted = new(2026, 8, 7, 23, 0, 5, TimeSpan.Zero);
    private static readonly Guid Client = new("00000000-0000-7000-8000-0000000000c1"), Account = new("00000000-0000-7000-8000-0000000000a1");

    /// <summary>The facts; some figures other than usual.</summary>
    public static ReportFacts Facts(params (string Name, decimal? Value)[] other)
    {
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        foreach (var (name, value) in new (string, decimal)[] { ("planned", 5), ("published", 3), ("failed", 1), ("missed", 0), ("unknown", 1) })
            Add("publications_" + name, "publications", name, value);
        foreach (var (name, value) in new (string, decimal)[] { ("received", 20), ("positive", 12), ("neutral", 2), ("negative", 4), ("crisis", 1), ("unscored", 1) })
            Add("comments_" + name, "comments", name, value);
        Add("before.comments_received", "comments", "received", 16);
        Add("replies_published", "replies", "published", 6);
        Add("replies_owed", "replies", "owed", 2);
        Add("incidents_opened", "incidents", "opened", 1);
        Add("published_on:instagram", "published_on", "instagram", 3, platform: "instagram");
        for (var day = Day.Trend.From; day <= Day.To; day = day.AddDays(1))
        {
            var key = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            Add("comments_on:" + key, "comments_by_day", key, day == Day.To ? 20 : 16);
            Add("troubled_on:" + key, "troubled_by_day", key, day == Day.To ? 5 : 1);
            Add("views_on:" + key, "views_by_day", key, day == Day.To ? null : 1200, reason: day == Day.To ? "not yet given" : null);
        }

        Add($"followers:{Account}", "followers", Account.ToString(), 12_345, account: "온기카페 <공식>", platform: "instagram");
        Add($"before.followers:{Account}", "followers", Account.ToString(), 12_300, account: "온기카페 <공식>", platform: "instagram");
        Add($"kpi:{Account}:views", "kpi", $"{Account}:views", null, "not yet given", "온기카페 <공식>", "instagram", "조회");
        Add("post_views:p1", "top_posts", "p1", 4321, account: "온기카페 <공식>", platform: "instagram", label: "가을 신메뉴 “밤라떼”");
        foreach (var (name, value) in other)
            figures[name] = figures[name] with { Value = value, NullReason = value is null ? "not yet given" : null };
        return new ReportFacts("온기카페", Day, Counted, figures);

        void Add(string name, string query, string key, decimal? value, string? reason = null, string? account = null, string? platform = null, string? label = null) => figures.Add(name, new Figure
        {
            Value = value, NullReason = reason, AsOf = Counted, Query = query, Key = key, Parameters = new FigureParameters(Client, Day.From, Day.To, Counted), Account = account,
            AccountId = account is null ? null : Account, Platform = platform, Label = label,
        });
    }

    /// <summary>A document of those facts, by the embedded writer.</summary>
    public static ReportDocument Document(ReportFacts? facts = null, bool late = false, int version = 1, IReadOnlyList<FigureChange>? changes = null) =>
        new(facts ?? Facts(), EmbeddedReportWriter.Write(facts ?? Facts()), late, version, changes ?? []);
}
