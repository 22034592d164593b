using SnsOps.Shared.Effects;
using SnsOps.Shared.Live;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>What preparing found of an earlier send that was taken for one that came to nothing. Nothing is sent: the platform's own word stands.</summary>
internal sealed partial class EarlierSends(EarlierSendSql sends, OutcomeWriter outcomes, LiveEvents live, ILogger<EarlierSends> logger)
{
    /// <summary>It is out. A process that dies between the two statements leaves it to the look-ups.</summary>
    /// <returns>False: somebody else has claimed it, or set it anew.</returns>
    public async Task<bool> KeepAsync(OutgoingPost post, Outcome.Published there)
    {
        if (await sends.ReopenAsync(post, null, CancellationToken.None) is not { } attempt)
        {
            LogOutUnseen(post.Id, post.Platform, there.PlatformPostId);
            return false;
        }

        await outcomes.WriteAsync(new AttemptVerdict(EffectSubject.Publication, attempt, there, "handle", null));
        LogAlreadyOut(post.Id, post.Platform, there.PlatformPostId);
        return true;
    }

    /// <summary>The platform is at work on it: the look-ups have it from now on.</summary>
    public async Task DoubtAsync(OutgoingPost post, Outcome.Unknown doubt)
    {
        if (await sends.ReopenAsync(post, doubt, CancellationToken.None) is null)
        {
            LogTakenUnseen(post.Id, post.Platform, doubt.Reason);
            return;
        }

        live.Announce();
        LogTaken(post.Id, post.Platform, doubt.Reason);
    }

    [LoggerMessage(2016, LogLevel.Warning, "Publication {PublicationId} on {Platform} was out already, as {PlatformPostId}; not sent", EventName = "PublishAlreadyOut")]
    private partial void LogAlreadyOut(Guid publicationId, string platform, string? platformPostId);

    [LoggerMessage(2017, LogLevel.Error, "Publication {PublicationId} on {Platform} was out already, as {PlatformPostId}, and was claimed by another or set anew before that could be written: look at the platform", EventName = "PublishOutUnseen")]
    private partial void LogOutUnseen(Guid publicationId, string platform, string? platformPostId);

    [LoggerMessage(2018, LogLevel.Warning, "Publication {PublicationId} on {Platform} was sent already; not sent, but looked up: {Reason}", EventName = "PublishAlreadyTaken")]
    private partial void LogTaken(Guid publicationId, string platform, string reason);

    [LoggerMessage(2019, LogLevel.Error, "Publication {PublicationId} on {Platform} was sent already, and was claimed by another or set anew before that could be written: {Reason}", EventName = "PublishTakenUnseen")]
    private partial void LogTakenUnseen(Guid publicationId, string platform, string reason);
}
