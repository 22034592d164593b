using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;

namespace SnsOps.Workers.Publishing.Sending;

/// <summary>Claims due rows of one kind and runs them; its sweep frees what the dead held and claims what no nudge announced.</summary>
internal sealed partial class SendingLane<T>(
    SendingSql<T> rows, SendingRunner<T> runner, SendingJob<T> job, WorkerHeartbeat heartbeat, LiveEvents live, ILogger<SendingLane<T>> logger) : IAsyncDisposable
    where T : class, IOutgoing
{
    private readonly ClaimedWork _work = new(job.Words.Point, job.Options.Capacity, logger);

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => _work.InTurnAsync(() => ClaimAsync(nudged, ct), ct);

    public Task SweepAsync(CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            var working = _work.Working;
            var freed = await rows.FreeClaimedAsync(working, ct);
            var doubted = await rows.DoubtOrphanedAsync(working, ct);
            if (freed + doubted > 0)
                LogRecovered(job.Subject, freed, doubted);
            if (await rows.MarkMissedAsync(ct) > 0)
                live.Announce();
            await ClaimAsync(null, ct);
        }, ct);

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async Task ClaimAsync(IReadOnlyDictionary<Guid, NudgeOrigin>? nudged, CancellationToken ct)
    {
        if (!heartbeat.IsAlive || _work.Free is not (> 0 and var free))
            return;
        // A claim that is called off half-way may have been committed: nobody would work on it.
        ct.ThrowIfCancellationRequested();
        foreach (var row in await rows.ClaimAsync(nudged is null ? null : [.. nudged.Keys], free, CancellationToken.None))
        {
            var origin = nudged?.GetValueOrDefault(row.Id) ?? default;
            await _work.StartAsync(row.Id, stopping => RunAsync(row, origin, stopping), () => rows.ReleaseAsync(row, CancellationToken.None));
        }
    }

    private async Task RunAsync(T row, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin(job.Words.Point);
        await runner.RunAsync(row, ct);
    }

    [LoggerMessage(2040, LogLevel.Warning, "{Subject}: {Freed} claimed rows freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "SendingRecovered")]
    private partial void LogRecovered(EffectSubject subject, int freed, int doubted);
}
