using System.Collections.Concurrent;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;

namespace SnsOps.Workers.Ai.ScoreComments;

/// <summary>Drains the unscored comments of the clients it is nudged for, a batch at a time; the sweep finds clients no nudge announced.</summary>
internal sealed class ScoreCommentsHandler(
    CommentScorer scorer, ScoreCommentsSql comments, LaneOptions lanes, ScoreCommentsOptions options, ILogger<ScoreCommentsHandler> logger) : INudgeHandler, IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new("scoring", options.Capacity, logger);

    /// <summary>Clients being drained; true: another nudge came meanwhile, so look once more before leaving.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _draining = new();

    /// <inheritdoc />
    public string Topic => Topics.Ai;

    /// <inheritdoc />
    public string Kind => Kinds.CommentsUnscored;

    /// <inheritdoc />
    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct)
    {
        foreach (var (clientId, origin) in nudged)
            Drain(clientId, origin);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var clientId in await comments.WaitingClientsAsync(lanes.OverdueSeconds, ct))
            Drain(clientId, default);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    private void Drain(Guid clientId, NudgeOrigin origin)
    {
        if (!_draining.TryAdd(clientId, false))
            _draining.TryUpdate(clientId, true, false);
        else if (!_executor.TryRun(ct => DrainAsync(clientId, origin, ct)))
            _draining.TryRemove(clientId, out _);       // no room: the sweep comes back to it
    }

    private async Task DrainAsync(Guid clientId, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("score comments");
        try
        {
            do
            {
                _draining[clientId] = false;
                while (await scorer.ScoreBatchAsync(clientId, ct) == scorer.BatchSize)
                    ct.ThrowIfCancellationRequested();
            }
            while (!_draining.TryRemove(KeyValuePair.Create(clientId, false)));
        }
        finally
        {
            _draining.TryRemove(clientId, out _);
        }
    }
}
