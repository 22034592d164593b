using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Snapshots;

/// <summary>Figures of accounts and posts, as they were known at any moment; what there is to be measured; and whether what is kept is true.</summary>
internal static class SnapshotEndpoints
{
    private static readonly string[] Platforms = ["instagram", "facebook", "youtube"];
    private static readonly string[] Levels = ["account", "post"];

    public static void MapSnapshots(this IEndpointRouteBuilder app)
    {
        var snapshots = app.MapGroup("/v1/snapshots").WithTags("Snapshots").RequireAuthorization().ProducesProblem(401);
        snapshots.MapGet("/", ListAsync).ProducesProblem(400).WithName("listSnapshots")
            .WithSummary("지표: 날짜별 최신 관측값, as_of로 과거 시점 재현 | Figures: the newest observation about each date, or as they were known at as_of");
        snapshots.MapGet("/checks", ChecksAsync).RequireAuthorization(Roles.AdminOnly).ProducesProblem(400).ProducesProblem(403).WithName("listSnapshotChecks")
            .WithSummary("원본과 다시 비교한 기록 | Kept figures that were compared with their source");
        app.MapGet("/v1/metrics", MetricsAsync).WithTags("Snapshots").RequireAuthorization().ProducesProblem(401).WithName("listMetrics")
            .WithSummary("지표 목록과 제공 상태 | What there is to be measured, and what platforms give no more");
    }

    private static async Task<Results<Ok<Page<SnapshotView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, SnapshotSql snapshots, CancellationToken ct,
        Guid? client_id = null, Guid? account_id = null, Guid? publication_id = null, string? platform = null, string? level = null, string? metric = null,
        DateOnly? from = null, DateOnly? to = null, DateTimeOffset? as_of = null)
    {
        if (platform is not null && !Platforms.Contains(platform))
            return ProblemKinds.Invalid.Because("platform 값이 올바르지 않습니다", "platform must be one of " + string.Join(", ", Platforms)).ToProblem();
        if (level is not null && !Levels.Contains(level))
            return ProblemKinds.Invalid.Because("level 값이 올바르지 않습니다", "level must be account or post").ToProblem();
        if (SnapshotCursor.Read(page.After) is not { } after)
            return ProblemKinds.Invalid.Because("page_token 값이 올바르지 않습니다", "page_token is not one of this list").ToProblem();
        var filter = new SnapshotFilter(caller.Bounded(client_id), account_id, publication_id, platform, level, metric, from, to, as_of);
        return TypedResults.Ok(page.Cut(await snapshots.ListAsync(filter, after, page.Size + 1, ct), SnapshotCursor.Of));
    }

    private static async Task<Ok<Page<SnapshotCheckView>>> ChecksAsync(PageRequest page, SnapshotSql snapshots, CancellationToken ct, Guid? account_id = null, string? verdict = null) =>
        TypedResults.Ok(page.Cut(await snapshots.ChecksAsync(account_id, verdict, page, ct), c => new Cursor(c.CheckedAt, c.Id.ToString())));

    private static async Task<Ok<Page<MetricView>>> MetricsAsync(SnapshotSql snapshots, CancellationToken ct) => TypedResults.Ok(new Page<MetricView>(await snapshots.MetricsAsync(ct), null));
}

/// <remarks>Value: null is not zero, NullReason says why. ForDate: a day of the client's zone for what is counted now, the platform's own day (California) for figures of a day. Final: the platform changes it no more. AsOf: when it was seen.</remarks>
public sealed record SnapshotView
{
    public required Guid ClientId { get; init; }
    public required Guid AccountId { get; init; }
    public required string Platform { get; init; }
    public Guid? PublicationId { get; init; }
    public string? PlatformPostId { get; init; }
    public required string Metric { get; init; }
    public string? Breakdown { get; init; }
    public required string Period { get; init; }
    public required DateOnly ForDate { get; init; }
    public decimal? Value { get; init; }
    public string? NullReason { get; init; }
    public required bool Final { get; init; }
    public required DateTimeOffset AsOf { get; init; }
}

/// <remarks>Status: current, deprecated, retired (by the platform's own word), or refused (found out by asking; asked for again a day later).</remarks>
public sealed record MetricView
{
    public required string Platform { get; init; }
    public required string Level { get; init; }
    public required string Metric { get; init; }
    public required string WireName { get; init; }
    public required string Period { get; init; }
    public string? Breakdown { get; init; }
    public required string Unit { get; init; }
    public required string[] Formats { get; init; }
    public int? MinVersion { get; init; }
    public required string Status { get; init; }
    public DateOnly? RetiredOn { get; init; }
    public string? ReplacedBy { get; init; }
    public required string NameKo { get; init; }
    public required string NameEn { get; init; }
    public DateTimeOffset? RefusedAt { get; init; }
    public string? RefusedVersion { get; init; }
    public string? RefusedFormat { get; init; }
    public string? Error { get; init; }
}

/// <remarks>Verdict: agrees, drift or unreadable. Seen: null when the source did not give it.</remarks>
public sealed record SnapshotCheckView(
    Guid Id, Guid ClientId, Guid AccountId, string PlatformPostId, string Metric, DateOnly ForDate, decimal Stored, DateTimeOffset StoredAt, decimal? Seen, string Verdict, DateTimeOffset CheckedAt);

/// <summary>Which figures a list shows.</summary>
internal sealed record SnapshotFilter(
    Guid[] Clients, Guid? AccountId, Guid? PublicationId, string? Platform, string? Level, string? Metric, DateOnly? From, DateOnly? To, DateTimeOffset? AsOf);

/// <summary>Where a page of figures begins: after this one.</summary>
internal sealed record SnapshotCursor(DateOnly? ForDate, Guid Account, string Post, string Metric, string Breakdown)
{
    /// <summary>Null: the token is of another list.</summary>
    public static SnapshotCursor? Read(Cursor? cursor)
    {
        if (cursor is null)
            return new SnapshotCursor(null, Guid.Empty, "", "", "");
        return cursor.Id.Split('|') is [var account, var post, var metric, var breakdown] && Guid.TryParse(account, out var id)
            ? new SnapshotCursor(DateOnly.FromDateTime(cursor.At.UtcDateTime), id, post, metric, breakdown) : null;
    }

    public static Cursor Of(SnapshotView view) => new(
        new DateTimeOffset(view.ForDate.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        string.Create(CultureInfo.InvariantCulture, $"{view.AccountId}|{view.PlatformPostId}|{view.Metric}|{view.Breakdown}"));
}
