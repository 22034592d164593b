using Npgsql;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.FindPendingIds;

/// <summary>Looks for the ids of posts that are out without one: their first comments, read-backs, comments and figures wait for it. Taking a look is a lease.</summary>
internal sealed partial class PendingIdSweep(PendingIdSql posts, PublisherRegistry publishers, AccountTokens tokens, PendingIdOptions options, ILogger<PendingIdSweep> logger) : ISweep, IAsyncDisposable
{
    private static readonly TimeSpan UntilConnected = TimeSpan.FromHours(1);
    private readonly BoundedExecutor _executor = new("finding ids", options.Capacity, logger);

    public string Name => "ids of posts";

    public async Task SweepAsync(CancellationToken ct)
    {
        if (_executor.Free is not (> 0 and var free))
            return;
        foreach (var post in await posts.TakeAsync(free, ct))
            _executor.TryRun(stopping => LookAsync(post, stopping));
    }

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    private async Task LookAsync(PendingId post, CancellationToken ct)
    {
        switch (await FindAsync(post, ct))
        {
            case Sighting.There { PlatformPostId: { } id } there when await posts.StoreAsync(post, there, ct):
                LogFound(post.Id, post.Platform, id, post.Looks);
                break;
            case Sighting.Unclear { HeldBackFor: { } wait } when !post.IsOld:
                await posts.WaitAsync(post, wait, ct);
                break;
            case var sighting:
                await posts.LookAgainAsync(post, ct);
                if (post.Looks >= options.Looks)
                    LogGivenUp(post.Id, post.Platform, sighting.GetType().Name);
                break;
        }
    }

    private async Task<Sighting> FindAsync(PendingId post, CancellationToken ct)
    {
        if (!post.HasTrace)
            return new Sighting.Unclear("nothing shows which post it is");
        try
        {
            return await tokens.FindAsync(post.AccountId, ct) is { } account
                ? await publishers[post.Format].FindPostAsync(post.AsAttempt, account, ct)
                : new Sighting.Unclear("the account is not connected") { HeldBackFor = UntilConnected };
        }
        catch (Exception e) when (e is not (NpgsqlException or TimeoutException) && !ct.IsCancellationRequested)
        {
            LogFaulted(e, post.Id, post.Platform);
            return new Sighting.Unclear("the look failed");         // and counts, or it would be taken again for ever
        }
    }

    [LoggerMessage(2065, LogLevel.Information, "Publication {PublicationId} on {Platform} is {PlatformPostId}, look {Looks}", EventName = "PendingIdFound")]
    private partial void LogFound(Guid publicationId, string platform, string platformPostId, int looks);

    [LoggerMessage(2067, LogLevel.Error, "The id of publication {PublicationId} on {Platform} could not be looked for", EventName = "PendingIdFaulted")]
    private partial void LogFaulted(Exception e, Guid publicationId, string platform);

    [LoggerMessage(2066, LogLevel.Warning, "Publication {PublicationId} on {Platform} is out, and its id was not found: {Sighting}", EventName = "PendingIdGivenUp")]
    private partial void LogGivenUp(Guid publicationId, string platform, string sighting);
}
