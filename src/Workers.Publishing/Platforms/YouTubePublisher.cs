using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Videos and Shorts of YouTube channels: uploaded ahead as private, made public at their second by one update, and asked for their own state.</summary>
/// <remarks>
/// https://developers.google.com/youtube/v3/docs/videos. The video's id is the handle. What makes a Short is its shape and length; nothing in the call says so.
/// A content may ask that YouTube keeps the second itself (publishAt): then the update is made two minutes ahead, and whether it became public is looked up.
/// </remarks>
internal sealed class YouTubePublisher(GoogleClient google, YouTubeUploads uploads, YouTubeThumbnails thumbnails, TimeProvider clock, YouTubeOptions options) : IPublisher
{
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);

    public IReadOnlyList<string> Formats { get; } = ["youtube_video", "youtube_short"];

    public bool StartsOver => false;

    public async Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        if (post.Media.FirstOrDefault(m => m.IsVideo) is not { } file)
            return new Preparation.Failed(new Outcome.Rejected("media.missing", "유튜브 게시물에는 영상이 하나 필요합니다."));
        if (YouTubeUploads.VideoOf(file) is not { } video)
            return await uploads.ContinueAsync(post, file, account, ct);
        if (post.Handle != video)
            return new Preparation.Made(video, null);           // uploaded for an earlier version of the content, with the same file
        return await thumbnails.SetAsync(post, video, account, ct) ?? await LookAsync(post, video, account, ct);
    }

    public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => google.ReadyAsync(Update(account), ct);

    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var (words, handedOver) = (post.Words, post.IsHandedOver);
        var answer = await google.PutAsync("videos?part=snippet,status", Update(account), handedOver ? words.ShownAt(post.Handle!, post.ScheduledAt) : words.Shown(post.Handle!), ct);
        return answer is GoogleAnswer.Ok ok
            ? (OfUpdate(VideoState.Of(ok.Body), post, handedOver), ok.Body.GetRawText())
            : (YouTubeOutcomes.OfSend(answer, google.UntilReset), answer.Summary);
    }

    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await google.GetAsync(VideoState.Query(attempt.Handle!), GoogleCall.Publishing(account, "yt.videos", 1), ct);
        if (answer is not GoogleAnswer.Ok ok || !VideoState.Read(ok.Body, out var video))
            return Sighting.Unclear.Of(answer);
        return video switch
        {
            null => new Sighting.Absent(MayRecommit: false),
            { IsDead: true } => new Sighting.Dead(YouTubeOutcomes.OfDead(video)),
            { IsPrivate: false, Privacy: not null } => new Sighting.There(attempt.Handle, Address(attempt.Format, attempt.Handle!), video.PublicSince),
            { IsPrivate: true, PublishAt: not null } => new Sighting.UnderWay("publishAt"),
            { IsPrivate: true } => new Sighting.Absent(MayRecommit: true),
            _ => new Sighting.Unclear("the video does not say who may see it"),
        };
    }

    public Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) => Task.FromResult<string?>(Address(null, platformPostId));

    private static GoogleCall Update(ConnectedAccount account) => GoogleCall.Publishing(account, "yt.update", 50);

    private static string Address(string? format, string id) => format == "youtube_short" ? "https://www.youtube.com/shorts/" + id : "https://www.youtube.com/watch?v=" + id;

    /// <summary>Waits for processing, so that what YouTube refuses is known ahead; but a video still being processed at its second is shown then all the same.</summary>
    private async Task<Preparation> LookAsync(OutgoingPost post, string id, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await google.GetAsync(VideoState.Query(id), GoogleCall.Publishing(account, "yt.videos", 1) with { Retries = false }, ct);
        if (answer is GoogleAnswer.Refused or GoogleAnswer.NotSent)
            return new Preparation.Failed(YouTubeOutcomes.OfPreparation(answer, google.UntilReset));
        var now = clock.GetUtcNow();
        var left = post.SendAt - LastLook - now;
        var pause = TimeSpan.FromSeconds(options.ProcessingSeconds);
        var again = new Preparation.Pending(null, left > TimeSpan.Zero && left < pause ? left : pause);
        if (answer is not GoogleAnswer.Ok ok || !VideoState.Read(ok.Body, out var video))
            return again with { Wait = TimeSpan.FromSeconds(options.RepeatSeconds), Trouble = answer.Summary };
        return video switch
        {
            null when now - post.HandleAt > TimeSpan.FromSeconds(options.GoneSeconds) =>
                new Preparation.Failed(new Outcome.TryLater("video_gone", "업로드해 둔 영상이 유튜브에 없어 다시 업로드합니다.", TimeSpan.FromSeconds(1), DropsHandle: true)),
            null => again with { Wait = TimeSpan.FromSeconds(options.RepeatSeconds) },
            { IsDead: true } => new Preparation.Failed(YouTubeOutcomes.OfDead(video)),
            { Privacy: null } => again with { Wait = TimeSpan.FromSeconds(options.RepeatSeconds), Trouble = "the video does not say who may see it" },
            { Upload: "uploaded" } when left > TimeSpan.Zero => again,
            _ => new Preparation.Ready(id),         // shown already, be it by us or by hand: the update at its second says what was approved, and cannot double it
        };
    }

    private static Outcome OfUpdate(VideoState video, OutgoingPost post, bool handedOver) => video switch
    {
        { IsPrivate: true, PublishAt: not null } when handedOver => new Outcome.Unknown("handed_over", "유튜브가 예약 시각에 공개합니다. 공개되면 알려 드립니다."),
        { IsPrivate: true } => new Outcome.Rejected("forced_private",
            "유튜브가 영상을 비공개로 묶어 두었습니다. 구글의 심사를 받지 않은 API 프로젝트의 업로드는 공개할 수 없습니다. 심사를 신청하거나 유튜브 스튜디오에서 직접 공개해 주세요."),
        { Privacy: not null } => new Outcome.Published(post.Handle, Address(post.Format, post.Handle!)),
        _ => new Outcome.Unknown("no_status", "공개 여부가 없는 응답입니다."),
    };
}
