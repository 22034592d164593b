using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Accounts;
using SnsOps.Workers.Collection.Figures;

namespace SnsOps.Workers.Collection.CheckAnalytics;

/// <summary>Reads some kept figures of one account again, past every cache, and says where they differ.</summary>
internal sealed partial class CheckAnalyticsHandler(
    AccountTokens tokens, IEnumerable<IFigureSource> sources, FigurePlanSql plans, CheckAnalyticsSql checks, CheckAnalyticsOptions options, AccountTroubles troubles, TimeProvider clock,
    ILogger<CheckAnalyticsHandler> logger) : IJobItemHandler
{
    private const string WorkKo = "지표 점검";

    /// <inheritdoc />
    public string Job => CheckAnalyticsSchedule.Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await tokens.FindAsync(item.SubjectId, ct) is not { } account)
            return new JobItemOutcome.Done(new { skipped = "the account is not active" });
        var samples = await checks.ChooseAsync(account, options.Figures, ct);
        if (samples.Count == 0)
            return new JobItemOutcome.Done(new { skipped = "no figures are kept" });
        var metrics = (await plans.MetricsAsync(account.Platform, ct)).Where(m => samples.Any(s => s.Metric == m.Name && s.Level == m.Level)).ToList();
        var reading = await sources.First(s => s.Reads(account.Platform)).ReadAsync(account, PlanOf(item, metrics, samples), ct);
        if (reading.Trouble is { } trouble)
            return await trouble.OutcomeAsync(troubles, account, WorkKo);

        Check[] found = [.. samples.Select(s => Compare(s, reading))];
        await checks.StoreAsync(account, found, ct);
        var drifted = found.Count(c => c.Verdict == "drift");
        if (drifted > 0)
            LogDrift(account.Platform, account.Id, account.ClientId, drifted, found.Length);
        return new JobItemOutcome.Done(new { looked = found.Length, drifted, unreadable = found.Count(c => c.Verdict == "unreadable") });
    }

    private FigurePlan PlanOf(JobItem item, IReadOnlyList<Metric> metrics, IReadOnlyList<Sample> samples) => new(item.ScheduledFor, clock.GetUtcNow(), metrics, [],
        [.. samples.Where(s => s.Period == "day").Select(s => s.ForDate).Distinct().Order()],
        [.. samples.Where(s => s.PublicationId is not null).Select(s => new MeasuredPost(s.PublicationId!.Value, s.PlatformPostId, s.Format!)).Distinct()])
    {
        PastCache = true,
    };

    private static Check Compare(Sample sample, Reading reading)
    {
        var seen = reading.Observations.Find(o => o.Metric.Name == sample.Metric && o.Breakdown.Length == 0 && (o.Post?.PlatformPostId ?? "") == sample.PlatformPostId
            && (sample.Period != "day" || o.ForDate == sample.ForDate))?.Value;
        return new Check(sample, seen, seen is not { } value ? "unreadable" : sample.Agrees(value) ? "agrees" : "drift");
    }

    [LoggerMessage(3021, LogLevel.Warning, "{Platform} account {AccountId} of client {ClientId}: {Drifted} of {Looked} kept figures differ from their source", EventName = "AnalyticsDrifted")]
    private partial void LogDrift(string platform, Guid accountId, Guid clientId, int drifted, int looked);
}
