using System.Text.Json;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;

namespace SnsOps.Shared.JobItems;

/// <summary>Claims job items of this process's jobs and runs them, a bounded number at a time.</summary>
public sealed partial class JobItemLane(
    string topic, int capacity, IEnumerable<IJobItemHandler> handlers, JobItemSql items, WorkerHeartbeat heartbeat, LaneOptions options, ILogger<JobItemLane> logger)
    : INudgeHandler, IAsyncDisposable
{
    private const int MaxTries = 4;
    private readonly Dictionary<string, IJobItemHandler> _handlers = handlers.ToDictionary(h => h.Job);
    private readonly ClaimedWork _work = new(topic, capacity, logger);

    /// <inheritdoc />
    public string Topic => topic;

    /// <inheritdoc />
    public string Kind => Kinds.JobItemReady;

    private string[] Jobs => [.. _handlers.Keys];

    /// <inheritdoc />
    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            if (heartbeat.IsAlive && _work.Free is > 0 and var free)
                await StartAsync(await items.ClaimAsync([.. nudged.Keys], Jobs, free, ct), nudged);
        }, ct);

    /// <inheritdoc />
    public Task SweepAsync(CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            await items.ReclaimAsync(Jobs, _work.Working, ct);
            if (heartbeat.IsAlive && _work.Free is > 0 and var free)
                await StartAsync(await items.ClaimOverdueAsync(Jobs, options.OverdueSeconds, free, ct), null);
        }, ct);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async Task StartAsync(IReadOnlyList<JobItem> claimed, IReadOnlyDictionary<Guid, NudgeOrigin>? nudged)
    {
        foreach (var item in claimed)
        {
            var origin = nudged?.GetValueOrDefault(item.Id) ?? default;
            await _work.StartAsync(item.Id, ct => RunAsync(item, origin, ct));
        }
    }

    private async Task RunAsync(JobItem item, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("item " + item.Job);
        var started = TimeProvider.System.GetTimestamp();
        Failpoint.Hit("item.claimed");
        var outcome = await OutcomeAsync(item, ct);
        Failpoint.Hit("item.ran");
        await CloseAsync(item, outcome);
        LogClosed(item.Job, item.ClientId, item.SubjectId, item.Tries, outcome.GetType().Name, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<JobItemOutcome> OutcomeAsync(JobItem item, CancellationToken ct)
    {
        try
        {
            return await _handlers[item.Job].RunAsync(item, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && !DatabaseAway.Is(e))
        {
            LogFaulted(e, item.Job, item.ClientId, item.SubjectId);
            return new JobItemOutcome.TryLater($"{e.GetType().Name}: {e.Message}");
        }
    }

    private Task<bool> CloseAsync(JobItem item, JobItemOutcome outcome) => outcome switch
    {
        JobItemOutcome.Done done => items.CloseAsync(item, "done", JsonSerializer.Serialize(done.Detail), null, null, CancellationToken.None),
        JobItemOutcome.TryLater { Burns: false } later => items.WaitAsync(item, later.Reason, later.Wait ?? TimeSpan.FromSeconds(30), CancellationToken.None),
        JobItemOutcome.TryLater later when item.Tries < MaxTries => items.CloseAsync(
            item, "ready", "{}", later.Reason, later.Wait ?? TimeSpan.FromSeconds(30 << (item.Tries - 1)), CancellationToken.None),
        JobItemOutcome.TryLater later => items.CloseAsync(item, "failed", "{}", later.Reason, null, CancellationToken.None),
        JobItemOutcome.Failed failed => items.CloseAsync(item, "failed", "{}", failed.Reason, null, CancellationToken.None),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    [LoggerMessage(6010, LogLevel.Information, "{JobKey} of client {ClientId} ({SubjectId}), try {Attempt}: {Outcome} in {ElapsedMs} ms", EventName = "JobItemClosed")]
    private partial void LogClosed(string jobKey, Guid clientId, Guid subjectId, int attempt, string outcome, double elapsedMs);

    [LoggerMessage(6011, LogLevel.Error, "{JobKey} of client {ClientId} ({SubjectId}) failed unexpectedly", EventName = "JobItemFaulted")]
    private partial void LogFaulted(Exception e, string jobKey, Guid clientId, Guid subjectId);
}
