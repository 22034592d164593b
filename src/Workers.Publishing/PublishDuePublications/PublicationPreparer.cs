using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Does the invisible part ahead of time: creates the container, keeps its handle, and waits until it is ready.</summary>
internal sealed partial class PublicationPreparer(
    PublisherRegistry publishers, PublishDuePublicationsSql publications, TimeProvider clock, PublishingOptions options, ILogger<PublicationPreparer> logger) : IDisposable
{
    /// <summary>So many looks at the end of a run that found the handle unknown, and it is not a passing fault.</summary>
    private const int GoneLooks = 3;

    private readonly SemaphoreSlim _slots = new(options.Preparations, options.Preparations);

    // Held for minutes: nothing else waits for one.
    private readonly SemaphoreSlim _uploads = new(options.Preparations, options.Preparations);

    /// <summary>The post ready to be sent, or why it cannot be; null: it was cancelled or taken over, and nothing visible exists.</summary>
    public async Task<Prepared?> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        string? trouble = null;
        var (looks, gone) = (0, 0);
        var slots = post.IsSlow ? _uploads : _slots;
        bool isLast;
        Preparation step;
        do
        {
            // Asked once more when the time is over: an upload may have taken all of it, and just be there.
            isLast = TimeProvider.System.GetElapsedTime(started).TotalSeconds >= (post.IsSlow ? options.SlowPrepareSeconds : options.PrepareSeconds);
            await slots.WaitAsync(ct);
            try
            {
                step = await publishers[post.Format].PrepareAsync(post, account, ct);
            }
            catch (MediaUnreadableException e)
            {
                LogMediaUnreadable(e, post.Id, post.Platform, e.Place);
                step = new Preparation.Failed(new Outcome.TryLater("media_unreadable", $"저장소에서 {e.Place}번째 파일을 읽지 못했습니다. 자동으로 다시 시도하며, 계속되면 관리자가 저장소를 확인해 주세요.", Burns: false));
            }
            finally
            {
                slots.Release();
            }

            switch (step)
            {
                case Preparation.Ready ready:
                    return new Prepared(post with { Handle = ready.Handle }, null);
                case Preparation.AlreadyOut there:
                    return new Prepared(post, new Outcome.Published(there.PlatformPostId, there.PostUrl, there.At));
                case Preparation.UnderWay underWay:
                    return new Prepared(post, underWay.Doubt);
                case Preparation.Failed failed:
                    return new Prepared(post, failed.Outcome);
                case Preparation.Made made:
                    if (await StoreAsync(post, made.Handle, made.Part, ct) is not { } further)
                        return null;
                    (post, looks) = (further, 0);
                    break;
                case Preparation.Pending pending:
                    if (pending.Trouble is not null && trouble is null)
                        LogStepFailed(post.Id, post.Platform, pending.Trouble);
                    trouble = pending.Trouble ?? trouble;
                    gone = pending.IsGone ? gone + 1 : 0;
                    if (pending.Handle is not null && pending.Handle != post.Handle)
                    {
                        if (await StoreAsync(post, pending.Handle, null, ct) is not { } waiting)
                            return null;
                        (post, looks) = (waiting, 0);
                    }

                    post = post.Knowing(pending.Finished);
                    if (!isLast)
                        await Task.Delay(pending.Wait ?? PollPace.Pause(TimeSpan.FromMilliseconds(options.PollMs), looks++, post.SendAt - clock.GetUtcNow()), ct);
                    break;
            }
        }
        while (!isLast || step is Preparation.Made);

        return new Prepared(post, new Outcome.TryLater("not_ready", "미디어 처리가 제때 끝나지 않았습니다." + (trouble is null ? "" : $" ({trouble})"), DropsHandle: publishers[post.Format].StartsOver || gone >= GoneLooks));
    }

    public void Dispose()
    {
        _slots.Dispose();
        _uploads.Dispose();
    }

    private async Task<OutgoingPost?> StoreAsync(OutgoingPost post, string? handle, NewPart? part, CancellationToken ct)
    {
        Failpoint.Hit("publish.handle-created");
        if (!await publications.StoreHandlesAsync(post, handle, part, ct))
            return null;
        Failpoint.Hit("publish.handle-stored");
        return post.With(handle, part, clock.GetUtcNow());
    }

    [LoggerMessage(2111, LogLevel.Warning, "Publication {PublicationId} on {Platform}: a step of its preparation failed and is tried again: {Reason}", EventName = "PreparationStepFailed")]
    private partial void LogStepFailed(Guid publicationId, string platform, string reason);

    [LoggerMessage(2112, LogLevel.Error, "Publication {PublicationId} on {Platform}: its file {Place} cannot be read from the storage", EventName = "MediaUnreadable")]
    private partial void LogMediaUnreadable(Exception e, Guid publicationId, string platform, int place);
}

/// <summary>What preparing came to.</summary>
/// <param name="Post">With all that the platform has given for it by now.</param>
/// <param name="Failure">Why it cannot be sent: it may be out already, or be about to; null: it is ready.</param>
internal sealed record Prepared(OutgoingPost Post, Outcome? Failure);
