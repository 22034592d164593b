using System.Collections.Concurrent;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>Claims the first comments of posts that are out and runs them; frees what the dead held. Nobody is nudged for them: two seconds are soon enough.</summary>
internal sealed partial class SendFirstCommentsSweep(
    SendFirstCommentsSql comments, FirstCommentRunner runner, WorkerHeartbeat heartbeat, LiveEvents live, FirstCommentOptions options, ILogger<SendFirstCommentsSweep> logger)
    : ISweep, IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new("first comments", options.Capacity, logger);
    private readonly ConcurrentDictionary<Guid, byte> _working = new();

    public string Name => "first comments";

    public async Task SweepAsync(CancellationToken ct)
    {
        Guid[] working = [.. _working.Keys];
        var freed = await comments.FreeClaimedAsync(working, ct);
        var doubted = await comments.DoubtOrphanedAsync(working, ct);
        if (freed + doubted > 0)
            LogRecovered(freed, doubted);
        if (await comments.MarkMissedAsync(ct) > 0)
            live.Announce();
        if (!heartbeat.IsAlive || _executor.Free is not (> 0 and var free))
            return;
        foreach (var comment in await comments.ClaimAsync(free, ct))
        {
            _working[comment.Id] = 0;
            if (!_executor.TryRun(stopping => RunAsync(comment, stopping)))
                _working.TryRemove(comment.Id, out _);      // no room after all: the next sweep frees the row
        }
    }

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    private async Task RunAsync(OutgoingReply comment, CancellationToken ct)
    {
        try
        {
            await runner.RunAsync(comment, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await comments.ReleaseAsync(comment, CancellationToken.None);     // stopping: another replica takes it at once
        }
        finally
        {
            _working.TryRemove(comment.Id, out _);
        }
    }

    [LoggerMessage(2070, LogLevel.Warning, "{Freed} claimed first comments freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "FirstCommentRecovered")]
    private partial void LogRecovered(int freed, int doubted);
}
