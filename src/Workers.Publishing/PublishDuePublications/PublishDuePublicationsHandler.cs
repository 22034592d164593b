using System.Collections.Concurrent;
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
    private readonly BoundedExecutor _executor = new("publishing", options.Capacity, logger);
    private readonly ConcurrentDictionary<Guid, byte> _working = new();

    /// <summary>Claiming and freeing take turns: a row claimed between the sweep's look at what is worked on and its update would be freed under our hands.</summary>
    private readonly SemaphoreSlim _claiming = new(1, 1);

    public string Topic => Topics.Publishing;

    public string Kind => Kinds.PublicationDue;

    public async Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct)
    {
        await _claiming.WaitAsync(ct);
        try
        {
            if (heartbeat.IsAlive && _executor.Free is > 0 and var free)
                Start(await publications.ClaimAsync([.. nudged.Keys], free, ct), nudged);
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
            await FreeAndClaimAsync(ct);
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

    private async Task FreeAndClaimAsync(CancellationToken ct)
    {
        Guid[] working = [.. _working.Keys];
        var freed = await publications.FreeClaimedAsync(working, ct);
        var doubted = await publications.DoubtOrphanedAsync(working, ct);
        var missed = await publications.MarkMissedAsync(ct);
        if (freed + doubted > 0)
            LogRecovered(freed, doubted);
        if (doubted + missed > 0)
            live.Announce();
        while (heartbeat.IsAlive && _executor.Free is > 0 and var free)
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
            _working[post.Id] = 0;
            if (!_executor.TryRun(ct => RunAsync(post, nudged?.GetValueOrDefault(post.Id) ?? default, ct)))
                _working.TryRemove(post.Id, out _);      // no room after all: the next sweep frees the row
        }
    }

    private async Task RunAsync(OutgoingPost post, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("publication");
        try
        {
            await runner.RunAsync(post, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await publications.ReleaseAsync(post, CancellationToken.None);     // stopping: another replica takes it at once
        }
        finally
        {
            _working.TryRemove(post.Id, out _);
        }
    }

    [LoggerMessage(2020, LogLevel.Warning, "{Freed} claimed publications freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "PublishRecovered")]
    private partial void LogRecovered(int freed, int doubted);
}
