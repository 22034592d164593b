using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>Takes unknown attempts whose look is due; a look is held as long as its process lives, and freed by the sweep like any claim.</summary>
internal sealed class ResolveUnknownOutcomesHandler(
    ResolveUnknownOutcomesSql attempts, UnknownOutcomeResolver resolver, WorkerHeartbeat heartbeat, ResolveOptions options, ILogger<ResolveUnknownOutcomesHandler> logger)
    : INudgeHandler, IAsyncDisposable
{
    private readonly ClaimedWork _work = new("resolving", options.Capacity, logger);

    public string Topic => Topics.Publishing;

    public string Kind => Kinds.AttemptUnknown;

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => _work.InTurnAsync(() => TakeAsync(nudged, ct), ct);

    public Task SweepAsync(CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            await attempts.FreeAsync(_work.Working, options.LookSeconds, ct);
            await TakeAsync(null, ct);
        }, ct);

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async Task TakeAsync(IReadOnlyDictionary<Guid, NudgeOrigin>? nudged, CancellationToken ct)
    {
        if (!heartbeat.IsAlive || _work.Free is not (> 0 and var free))
            return;
        foreach (var attempt in await attempts.TakeAsync(nudged?.Keys, free, ct))
            await _work.StartAsync(attempt.Id, stopping => LookAsync(attempt, nudged?.GetValueOrDefault(attempt.Id) ?? default, stopping), () => attempts.ReleaseAsync(attempt.Id));
    }

    private async Task LookAsync(UnknownAttempt attempt, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("look up");
        await resolver.LookAsync(attempt, ct);
    }
}
