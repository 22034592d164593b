using System.Collections.Concurrent;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.SendReplies;

/// <summary>Claims due replies and runs them; the sweep frees what the dead held and claims what no nudge announced.</summary>
internal sealed partial class SendRepliesHandler(
    SendRepliesSql replies, ReplyRunner runner, WorkerHeartbeat heartbeat, LiveEvents live, LaneOptions lanes, ReplyOptions options, ILogger<SendRepliesHandler> logger)
    : INudgeHandler, IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new("replies", options.Capacity, logger);
    private readonly ConcurrentDictionary<Guid, byte> _working = new();

    /// <summary>Claiming and freeing take turns: a row claimed between the sweep's look at what is worked on and its update would be freed under our hands.</summary>
    private readonly SemaphoreSlim _claiming = new(1, 1);

    public string Topic => Topics.Publishing;

    public string Kind => Kinds.ReplyDue;

    public async Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct)
    {
        await _claiming.WaitAsync(ct);
        try
        {
            if (heartbeat.IsAlive && _executor.Free is > 0 and var free)
                Start(await replies.ClaimAsync([.. nudged.Keys], free, ct), nudged);
        }
        finally
        {
            _claiming.Release();
        }
    }

    public async Task SweepAsync(CancellationToken ct)
    {
        await _claiming.WaitAsync(ct);
        try
        {
            Guid[] working = [.. _working.Keys];
            var freed = await replies.FreeClaimedAsync(working, ct);
            var doubted = await replies.DoubtOrphanedAsync(working, ct);
            if (freed + doubted > 0)
                LogRecovered(freed, doubted);
            if (await replies.MarkMissedAsync(ct) > 0)
                live.Announce();
            if (heartbeat.IsAlive && _executor.Free is > 0 and var free)
                Start(await replies.ClaimOverdueAsync(lanes.OverdueSeconds, free, ct), null);
        }
        finally
        {
            _claiming.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _executor.DisposeAsync();
        _claiming.Dispose();
    }

    private void Start(IReadOnlyList<OutgoingReply> claimed, IReadOnlyDictionary<Guid, NudgeOrigin>? nudged)
    {
        foreach (var reply in claimed)
        {
            _working[reply.Id] = 0;
            if (!_executor.TryRun(ct => RunAsync(reply, nudged?.GetValueOrDefault(reply.Id) ?? default, ct)))
                _working.TryRemove(reply.Id, out _);      // no room after all: the next sweep frees the row
        }
    }

    private async Task RunAsync(OutgoingReply reply, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("reply");
        try
        {
            await runner.RunAsync(reply, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await replies.ReleaseAsync(reply, CancellationToken.None);     // stopping: another replica takes it at once
        }
        finally
        {
            _working.TryRemove(reply.Id, out _);
        }
    }

    [LoggerMessage(2040, LogLevel.Warning, "{Freed} claimed replies freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "ReplyRecovered")]
    private partial void LogRecovered(int freed, int doubted);
}
