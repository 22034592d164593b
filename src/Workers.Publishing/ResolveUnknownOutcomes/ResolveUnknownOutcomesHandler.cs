using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>Takes unknown attempts whose look is due; taking one is a lease of its next look, so a dead process frees it by itself.</summary>
internal sealed class ResolveUnknownOutcomesHandler(
    ResolveUnknownOutcomesSql attempts, UnknownOutcomeResolver resolver, ResolveOptions options, ILogger<ResolveUnknownOutcomesHandler> logger) : INudgeHandler, IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new("resolving", options.Capacity, logger);

    public string Topic => Topics.Publishing;

    public string Kind => Kinds.AttemptUnknown;

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => TakeAsync(nudged, ct);

    public Task SweepAsync(CancellationToken ct) => TakeAsync(null, ct);

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    private async Task TakeAsync(IReadOnlyDictionary<Guid, NudgeOrigin>? nudged, CancellationToken ct)
    {
        if (_executor.Free is not (> 0 and var free))
            return;
        foreach (var attempt in await attempts.TakeAsync(nudged?.Keys, free, ct))
            _executor.TryRun(stopping => LookAsync(attempt, nudged?.GetValueOrDefault(attempt.Id) ?? default, stopping));
    }

    private async Task LookAsync(UnknownAttempt attempt, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("look up");
        await resolver.LookAsync(attempt, ct);
    }
}
