using SnsOps.Shared.Lanes;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.FindPendingIds;

/// <summary>Looks for the ids of posts that are out without one: their first comments, read-backs, comments and figures wait for it. Taking a look is a lease.</summary>
internal sealed partial class PendingIdSweep(PendingIdSql posts, PublisherRegistry publishers, AccountTokens tokens, PendingIdOptions options, ILogger<PendingIdSweep> logger) : ISweep, IAsyncDisposable
{
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
            case Sighting.Unclear { HeldBackFor: { } wait }:
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
            return new Sighting.Unclear("it has no handle");
        return await tokens.FindAsync(post.AccountId, ct) is { } account
            ? await publishers[post.Format].FindPostAsync(post.AsAttempt, account, ct)
            : new Sighting.Unclear("the account is not connected");
    }

    [LoggerMessage(2065, LogLevel.Information, "Publication {PublicationId} on {Platform} is {PlatformPostId}, look {Looks}", EventName = "PendingIdFound")]
    private partial void LogFound(Guid publicationId, string platform, string platformPostId, int looks);

    [LoggerMessage(2066, LogLevel.Warning, "Publication {PublicationId} on {Platform} is out, and its id was not found: {Sighting}", EventName = "PendingIdGivenUp")]
    private partial void LogGivenUp(Guid publicationId, string platform, string sighting);
}
