using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Claims due publications and runs them; the sweep frees what the dead held and claims what no nudge announced.</summary>
internal sealed partial class PublishDuePublicationsHandler(
    PublishDuePublicationsSql publications, PublicationRunner runner, WorkerHeartbeat heartbeat, LiveEvents live, LaneOptions lanes, PublishingOptions options, ILogger<PublishDuePublicationsHandler> logger)
    : INudgeHandler, IAsyncDisposable
{
    private const int ClaimBatch = 500;
    private readonly ClaimedWork _work = new("publishing", options.Capacity, logger);

    public string Topic => Topics.Publishing;

    public string Kind => Kinds.PublicationDue;

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            if (heartbeat.IsAlive && _work.Free is > 0 and var free)
                Start(await publications.ClaimAsync([.. nudged.Keys], free, ct), nudged);
        }, ct);

    public Task SweepAsync(CancellationToken ct) => _work.InTurnAsync(() => FreeAndClaimAsync(ct), ct);

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async Task FreeAndClaimAsync(CancellationToken ct)
    {
        var working = _work.Working;
        var freed = await publications.FreeClaimedAsync(working, ct);
        var doubted = await publications.DoubtOrphanedAsync(working, ct);
        var missed = await publications.MarkMissedAsync(ct);
        if (freed + doubted > 0)
            LogRecovered(freed, doubted);
        if (doubted + missed > 0)
            live.Announce();
        while (heartbeat.IsAlive && _work.Free is > 0 and var free)
        {
            var claimed = await publications.ClaimOverdueAsync(lanes.OverdueSeconds, Math.Min(free, ClaimBatch), ct);
            Start(claimed, null);
            if (claimed.Count < ClaimBatch)
                break;
        }
    }

    private void Start(IReadOnlyList<OutgoingPost> claimed, IReadOnlyDictionary<Guid, NudgeOrigin>? nudged)
    {
        foreach (var post in claimed)
        {
            var origin = nudged?.GetValueOrDefault(post.Id) ?? default;
            _work.Start(post.Id, ct => RunAsync(post, origin, ct), () => publications.ReleaseAsync(post, CancellationToken.None));
        }
    }

    private async Task RunAsync(OutgoingPost post, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("publication");
        await runner.RunAsync(post, ct);
    }

    [LoggerMessage(2020, LogLevel.Warning, "{Freed} claimed publications freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "PublishRecovered")]
    private partial void LogRecovered(int freed, int doubted);
}
