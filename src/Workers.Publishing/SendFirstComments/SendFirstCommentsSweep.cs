using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>Claims the first comments of posts that are out and runs them; frees what the dead held. Nobody is nudged for them: two seconds are soon enough.</summary>
internal sealed partial class SendFirstCommentsSweep(
    SendFirstCommentsSql comments, FirstCommentRunner runner, WorkerHeartbeat heartbeat, LiveEvents live, FirstCommentOptions options, ILogger<SendFirstCommentsSweep> logger)
    : ISweep, IAsyncDisposable
{
    private readonly ClaimedWork _work = new("first comments", options.Capacity, logger);

    public string Name => "first comments";

    public async Task SweepAsync(CancellationToken ct)
    {
        var working = _work.Working;
        var freed = await comments.FreeClaimedAsync(working, ct);
        var doubted = await comments.DoubtOrphanedAsync(working, ct);
        if (freed + doubted > 0)
            LogRecovered(freed, doubted);
        if (await comments.MarkMissedAsync(ct) > 0)
            live.Announce();
        if (!heartbeat.IsAlive || _work.Free is not (> 0 and var free))
            return;
        foreach (var comment in await comments.ClaimAsync(free, ct))
            _work.Start(comment.Id, stopping => runner.RunAsync(comment, stopping), () => comments.ReleaseAsync(comment, CancellationToken.None));
    }

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    [LoggerMessage(2070, LogLevel.Warning, "{Freed} claimed first comments freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "FirstCommentRecovered")]
    private partial void LogRecovered(int freed, int doubted);
}
