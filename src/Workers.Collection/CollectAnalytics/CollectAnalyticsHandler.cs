using System.Text.Json;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>Observes the figures of one account and writes them down; nothing observed is ever changed.</summary>
internal sealed partial class CollectAnalyticsHandler(
    AccountTokens tokens, MetaClient meta, CollectAnalyticsSql snapshots, AccountTroubles troubles, ILogger<CollectAnalyticsHandler> logger) : IJobItemHandler
{
    private const string WorkKo = "계정 지표 수집";

    /// <inheritdoc />
    public string Job => CollectAnalyticsSchedule.Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await tokens.FindAsync(item.SubjectId, ct) is not { } account)
            return new JobItemOutcome.Done(new { skipped = "the account is not active" });
        var metrics = AccountMetric.Of(account.Platform);
        var (observations, failure) = await ObserveAsync(account, metrics, ct);
        if (failure is not null)
            return await troubles.OutcomeAsync(account, failure, WorkKo);

        await snapshots.InsertAsync(account, observations, ct);
        var missed = JsonSerializer.Deserialize<CollectAnalyticsInput>(item.Input)?.MissedSince is { } since
            ? await snapshots.InsertMissedAsync(account, [.. metrics.Select(m => m.Name)], since, ct)
            : 0;
        LogObserved(account.Platform, account.Id, account.ClientId, observations.Count(o => o.Value is not null), metrics.Count);
        return new JobItemOutcome.Done(new { observed = observations.ToDictionary(o => o.Metric, o => o.Value), missed });
    }

    /// <summary>All figures in one call. When a field is not accepted the whole call fails, so each is then asked for alone.</summary>
    private async Task<(IReadOnlyList<Observation> Observations, MetaAnswer? Failure)> ObserveAsync(
        ConnectedAccount account, IReadOnlyList<AccountMetric> metrics, CancellationToken ct)
    {
        var answer = await ReadAsync(account, string.Join(',', metrics.Select(m => m.Field)), ct);
        if (answer is MetaAnswer.Ok all)
            return ([.. metrics.Select(m => Read(m, all.Body))], null);
        if (answer is not MetaAnswer.Refused { Error.IsBadParameter: true } || metrics.Count == 1)
            return ([], answer);

        var observations = new List<Observation>();
        foreach (var metric in metrics)
        {
            answer = await ReadAsync(account, metric.Field, ct);
            if (answer is MetaAnswer.Ok one)
                observations.Add(Read(metric, one.Body));
            else if (answer is MetaAnswer.Refused { Error.IsBadParameter: true } refused)
                observations.Add(new Observation(metric.Name, null, refused.Summary));
            else
                return ([], answer);
        }

        return (observations, null);
    }

    private Task<MetaAnswer> ReadAsync(ConnectedAccount account, string fields, CancellationToken ct) =>
        meta.GetAsync(account.PlatformAccountId, MetaCall.Collection(account, account.Platform == "instagram" ? "ig.user" : "fb.page"), [("fields", fields)], ct);

    private static Observation Read(AccountMetric metric, JsonElement body) => MetaJson.Number(body, metric.Field) is { } value
        ? new Observation(metric.Name, value, null)
        : new Observation(metric.Name, null, $"the platform left {metric.Field} out");

    [LoggerMessage(3020, LogLevel.Information, "{Platform} account {AccountId} of client {ClientId}: {Observed} of {Wanted} figures observed", EventName = "AnalyticsCollected")]
    private partial void LogObserved(string platform, Guid accountId, Guid clientId, int observed, int wanted);
}
