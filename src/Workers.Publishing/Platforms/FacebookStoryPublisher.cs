using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Stories of Facebook pages: a video like a reel; a photo put on the page ahead and shown at its second.</summary>
/// <remarks>https://developers.facebook.com/docs/page-stories-api</remarks>
internal sealed class FacebookStoryPublisher(PageVideos videos, PagePhotos photos, PageStories stories, TimeProvider clock) : IPublisher
{
    private const string VideoEdge = "video_stories";

    public IReadOnlyList<string> Formats { get; } = ["facebook_story"];

    /// <inheritdoc cref="FacebookVideoPublisher.StartsOver" />
    public bool StartsOver => false;

    public async Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        if (post.Media is not [var file])
            return new Preparation.Failed(new Outcome.Rejected("media.missing", "페이스북 스토리에는 이미지나 영상이 하나 필요합니다."));
        if (file.IsVideo)
            return await videos.PrepareAsync(VideoEdge, post, account, ct);
        return post.WithoutPart(clock.GetUtcNow()) is null ? new Preparation.Ready(file.Part) : await photos.PutAsync(file, account, ct);
    }

    public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => videos.ReadyAsync(VideoEdge, account, ct);

    public Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) =>
        post.Media[0].IsVideo ? videos.FinishAsync(VideoEdge, post, account, ct) : stories.ShowAsync(post, account, ct);

    public Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct) =>
        attempt.HasVideo ? videos.LookUpAsync(attempt, account, ct) : stories.LookUpAsync(attempt, account, ct);

    /// <summary>The list of stories has the address, and a story is gone after a day.</summary>
    public Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) => stories.FindUrlAsync(platformPostId, account, ct);
}
