using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.ReadBackPublications;

/// <summary>Looks whether published posts are still there, twice, and keeps what it saw. Taking a look is a lease, so a dead process frees it by itself.</summary>
/// <remarks>Nothing is sent from here: a post that is gone stays published, is marked as not visible, and people are told.</remarks>
internal sealed partial class ReadBackPublicationsSweep(
    ReadBackPublicationsSql readBacks, PostReader reader, AccountTokens tokens, LiveEvents live, ReadBackOptions options, ILogger<ReadBackPublicationsSweep> logger) : ISweep, IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new("reading back", options.Capacity, logger);

    public string Name => "published posts to look at";

    public async Task SweepAsync(CancellationToken ct)
    {
        if (_executor.Free is not (> 0 and var free))
            return;
        foreach (var post in await readBacks.TakeAsync(free, ct))
            _executor.TryRun(stopping => LookAsync(post, stopping));
    }

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    private async Task LookAsync(ReadBack post, CancellationToken ct)
    {
        var view = await tokens.FindAsync(post.AccountId, ct) is { } account
            ? await reader.ReadAsync(post, account, ct)
            : new View.Unclear("the account is not connected");
        switch (view)
        {
            case View.Seen seen:
                await readBacks.CloseAsync(post, "seen", null, seen.PostUrl, ct);
                LogSeen(post.PublicationId, post.Number);
                break;
            case View.Absent absent when post.WasAbsent:
                if (await readBacks.CloseAsync(post, "gone", absent.Reason, null, ct))
                    live.Announce();
                LogGone(post.PublicationId, post.Platform, post.PlatformPostId, absent.Reason);
                break;
            case View.Unclear unclear when post.Looks >= options.UnclearLooks:
                await readBacks.CloseAsync(post, "unclear", unclear.Reason, null, ct);
                LogUnclear(post.PublicationId, post.Platform, unclear.Reason);
                break;
            default:
                await readBacks.LookAgainAsync(post, view is View.Absent, ct);
                break;
        }
    }

    [LoggerMessage(2060, LogLevel.Debug, "Publication {PublicationId} was seen, look {Number}", EventName = "ReadBackSeen")]
    private partial void LogSeen(Guid publicationId, int number);

    [LoggerMessage(2061, LogLevel.Warning, "Publication {PublicationId} on {Platform} is not visible any more ({PlatformPostId}): {Reason}", EventName = "ReadBackGone")]
    private partial void LogGone(Guid publicationId, string platform, string platformPostId, string reason);

    [LoggerMessage(2062, LogLevel.Information, "Whether publication {PublicationId} on {Platform} is visible could not be told: {Reason}", EventName = "ReadBackUnclear")]
    private partial void LogUnclear(Guid publicationId, string platform, string reason);
}
