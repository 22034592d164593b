using System.Text.Json;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Accounts;
using SnsOps.Workers.Collection.Figures;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>Observes the figures of one account and of its posts, and writes them down; nothing observed is ever changed.</summary>
internal sealed partial class CollectAnalyticsHandler(
    AccountTokens tokens, IEnumerable<IFigureSource> sources, FigurePlanSql plans, CollectAnalyticsSql snapshots, MetricRefusalSql refusals, AccountTroubles troubles,
    ILogger<CollectAnalyticsHandler> logger) : IJobItemHandler
{
    private const string WorkKo = "지표 수집";

    /// <inheritdoc />
    public string Job => CollectAnalyticsSchedule.Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await tokens.FindAsync(item.SubjectId, ct) is not { } account)
            return new JobItemOutcome.Done(new { skipped = "the account is not active" });
        var source = sources.First(s => s.Reads(account.Platform));
        var plan = await plans.PlanAsync(account, source, item.ScheduledFor, ct);
        var reading = await source.ReadAsync(account, plan, ct);
        Failpoint.Hit("analytics.read");

        var rows = await snapshots.StoreAsync(account, item.ScheduledFor, reading, ct);
        Failpoint.Hit("analytics.stored");
        await refusals.NoteAsync(account, source.ApiVersion, reading, ct);
        if (reading.PermissionMissing is { } missing)
            await troubles.PermissionMissingAsync(account, missing, WorkKo);
        var missed = JsonSerializer.Deserialize<CollectAnalyticsInput>(item.Input)?.MissedSince is { } since && reading.Trouble is null
            ? await snapshots.InsertMissedAsync(account, [.. plan.Metrics.Where(m => m is { Level: "account", Period: "now" }).Select(m => m.Name)], since, ct)
            : 0;
        var observed = reading.Observations.Count(o => o.Value is not null);
        LogObserved(account.Platform, account.Id, account.ClientId, observed, reading.Observations.Count, reading.Looked.Count);
        return reading.Trouble is { } trouble
            ? await trouble.OutcomeAsync(troubles, account, WorkKo)
            : new JobItemOutcome.Done(new { observed, missing = reading.Observations.Count - observed, posts = reading.Looked.Count, rows, missed, refused = reading.Refusals.Select(r => r.Metric.WireName) });
    }

    [LoggerMessage(3020, LogLevel.Information, "{Platform} account {AccountId} of client {ClientId}: {Observed} of {Wanted} figures observed, of {Posts} posts among them", EventName = "AnalyticsCollected")]
    private partial void LogObserved(string platform, Guid accountId, Guid clientId, int observed, int wanted, int posts);
}
