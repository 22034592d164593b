using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Claims due publications and runs them; the sweep frees what the dead held and claims what no nudge announced.</summary>
internal sealed partial class PublishDuePublicationsHandler(
    PublishDuePublicationsSql publications, GiveBackSql leaving, AccountTokens tokens, PublicationRunner runner, PublisherRegistry publishers, WorkerHeartbeat heartbeat, LiveEvents live, TimeProvider clock,
    LaneOptions lanes, PublishingOptions options, ILogger<PublishDuePublicationsHandler> logger)
    : INudgeHandler, IAsyncDisposable
{
    private const int ClaimBatch = 500;

    /// <summary>An account in whose line so large a part of the capacity waits gets no more of it.</summary>
    private const int PartOfCapacity = 16;

    private const int Never = int.MaxValue;
    private readonly ClaimedWork _work = new("publishing", options.Capacity, logger, leaving.GiveBackAsync);
    private readonly BoundedExecutor _refilling = new("refilling", 1, logger);
    private readonly int _batch = Math.Clamp(options.Capacity / 8, 1, ClaimBatch);
    private SweepMarks _marks = SweepMarks.Everything;
    private long? _sawEverythingAt;
    private int _refillAt = Never;

    public string Topic => Topics.Publishing;

    public string Kind => Kinds.PublicationDue;

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            if (heartbeat.IsAlive && _work.Free is > 0 and var free)
                await StartAsync(await publications.ClaimAsync([.. nudged.Keys], free, CancellationToken.None), nudged, []);
        }, ct);

    public Task SweepAsync(CancellationToken ct) => _work.InTurnAsync(() => FreeAndClaimAsync(ct), ct);

    public async ValueTask DisposeAsync()
    {
        await _work.DisposeAsync();
        await _refilling.DisposeAsync();
    }

    private async Task FreeAndClaimAsync(CancellationToken ct)
    {
        var everything = _sawEverythingAt is not { } at || TimeProvider.System.GetElapsedTime(at) > SweepMarks.EverythingEvery;
        var (started, working) = (TimeProvider.System.GetTimestamp(), _work.Working);
        if (everything)
            _marks = SweepMarks.Everything;
        var freed = await publications.FreeClaimedAsync(working, _marks, ct);
        var doubted = await publications.DoubtOrphanedAsync(working, _marks, ct);
        var missed = await publications.MarkMissedAsync(_marks, ct);
        if (freed + doubted > 0)
            LogRecovered(freed, doubted);
        if (doubted + missed > 0)
            live.Announce();
        await ClaimOverdueAsync(ct);
        _marks = await publications.MarksAsync(_marks, ct);
        if (everything)
            _sawEverythingAt = started;
    }

    /// <remarks>An account sends one post at a time. Its thousands, which have waited longest, would take all the room, and those of the others their time.</remarks>
    private async Task ClaimOverdueAsync(CancellationToken ct)
    {
        Volatile.Write(ref _refillAt, Never);
        var (place, passedOver) = (OverduePlace.From(_marks), false);
        var accounts = new Dictionary<Guid, SealedAccount?>();
        while (heartbeat.IsAlive && _work.Free is > 0 and var free)
        {
            ct.ThrowIfCancellationRequested();
            place = place with { Crowded = _work.LongLines(Math.Max(1, options.Capacity / PartOfCapacity)) };
            passedOver |= place.Crowded.Length > 0;
            var claimed = await publications.ClaimOverdueAsync(lanes.OverdueSeconds, place, Math.Min(free, _batch), CancellationToken.None);
            await StartAsync(claimed, null, accounts);
            if (claimed.Count < Math.Min(free, _batch))
            {
                if (!passedOver)
                    return;
                break;
            }

            if (free < _batch)
                break;          // what becomes free meanwhile is claimed for by the batch
            place = place.Behind(claimed);
        }

        Volatile.Write(ref _refillAt, Math.Min(_work.Free + _batch, options.Capacity - 1));
    }

    /// <remarks>
    /// From the claim on nothing is called off half-way: what was committed must be worked on or given back, also while the process stops.
    /// An account sends one post at a time, so those of it that could all be sent now stand in its line.
    /// </remarks>
    private async Task StartAsync(IReadOnlyList<OutgoingPost> claimed, IReadOnlyDictionary<Guid, NudgeOrigin>? nudged, Dictionary<Guid, SealedAccount?> accounts)
    {
        await FindAsync(claimed.Select(p => p.AccountId).Where(id => !accounts.ContainsKey(id)).ToHashSet(), accounts);
        var now = clock.GetUtcNow();
        await Task.WhenAll(claimed.Select(post =>
        {
            var (account, origin) = (accounts[post.AccountId], nudged?.GetValueOrDefault(post.Id) ?? default);
            return _work.StartAsync(
                post.Id, stopping => RunAsync(post, account, origin, stopping), line: post.SendAt <= now && publishers.IsReadyAtOnce(post) ? post.AccountId : null);
        }));
    }

    /// <summary>Once for all that is claimed in one go. Null: not connected any more.</summary>
    private async Task FindAsync(HashSet<Guid> ids, Dictionary<Guid, SealedAccount?> accounts)
    {
        if (ids.Count == 0)
            return;
        var found = await tokens.FindSealedAsync(ids, CancellationToken.None);
        foreach (var id in ids)
            accounts[id] = found.GetValueOrDefault(id);
    }

    private async Task RunAsync(OutgoingPost post, SealedAccount? account, NudgeOrigin origin, CancellationToken ct)
    {
        try
        {
            using (origin.Begin("publication"))
                await runner.RunAsync(post, account, ct);
        }
        finally
        {
            Refill();
        }
    }

    /// <summary>Claims on as soon as there is room for one more batch, where the sweep left rows for want of it: beside the run that makes the room, which others of its account may wait for.</summary>
    private void Refill()
    {
        if (_work.Free >= Volatile.Read(ref _refillAt))
            _refilling.TryRun(RefillAsync);
    }

    private async Task RefillAsync(CancellationToken ct)
    {
        try
        {
            await _work.InTurnAsync(() => ClaimOverdueAsync(ct), ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogNotRefilled(e);
        }
    }

    [LoggerMessage(2020, LogLevel.Warning, "{Freed} claimed publications freed, {Doubted} armed attempts to be looked up: their owners are gone", EventName = "PublishRecovered")]
    private partial void LogRecovered(int freed, int doubted);

    [LoggerMessage(2110, LogLevel.Warning, "More publications could not be claimed; the sweep claims them", EventName = "PublishNotRefilled")]
    private partial void LogNotRefilled(Exception e);
}
