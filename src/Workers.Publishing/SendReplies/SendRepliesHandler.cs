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
    private readonly ClaimedWork _work = new("replies", options.Capacity, logger);

    public string Topic => Topics.Publishing;

    public string Kind => Kinds.ReplyDue;

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            if (heartbeat.IsAlive && _work.Free is > 0 and var free)
                Start(await replies.ClaimAsync([.. nudged.Keys], free, ct), nudged);
        }, ct);

    public Task SweepAsync(CancellationToken ct) => _work.InTurnAsync(() => FreeAndClaimAsync(ct), ct);

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async Task FreeAndClaimAsync(CancellationToken ct)
    {
        var working = _work.Working;
        var freed = await replies.FreeClaimedAsync(working, ct);
        var doubted = await replies.DoubtOrphanedAsync(working, ct);
        if (freed + doubted > 0)
            LogRecovered(freed, doubted);
        if (await replies.MarkMissedAsync(ct) > 0)
            live.Announce();
        if (heartbeat.IsAlive && _work.Free is > 0 and var free)
            Start(await replies.ClaimOverdueAsync(lanes.OverdueSeconds, free, ct), null);
    }

    private void Start(IReadOnlyList<OutgoingReply> claimed, IReadOnlyDictionary<Guid, NudgeOrigin>? nudged)
    {
        foreach (var reply in claimed)
        {
            var origin = nudged?.GetValueOrDefault(reply.Id) ?? default;
            _work.Start(reply.Id, ct => RunAsync(reply, origin, ct), () => replies.ReleaseAsync(reply, CancellationToken.None));
        }
    }

    private async Task RunAsync(OutgoingReply reply, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("reply");
        await runner.RunAsync(reply, ct);
    }

    [LoggerMessage(2040, LogLevel.Warning, "{Freed} claimed replies freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "ReplyRecovered")]
    private partial void LogRecovered(int freed, int doubted);
}
