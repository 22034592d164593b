using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Videos and reels of Facebook pages: uploaded ahead, finished at their second, and asked for their own state.</summary>
internal sealed class FacebookVideoPublisher(MetaClient meta, PageVideos videos) : IPublisher
{
    public IReadOnlyList<string> Formats { get; } = ["facebook_video", "facebook_reel"];

    /// <summary>An upload goes on where the page has it; one the platform has forgotten says so itself.</summary>
    public bool StartsOver => false;

    public Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) => videos.PrepareAsync(Edge(post), post, account, ct);

    public Task ConnectAsync(ConnectedAccount account) => meta.ConnectAsync(account);

    public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => videos.ReadyAsync("videos", account, ct);

    public Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) => videos.FinishAsync(Edge(post), post, account, ct);

    public Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct) => videos.LookUpAsync(attempt, account, ct);

    public async Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) =>
        await meta.GetAsync(platformPostId, MetaCall.Publishing(account, "fb.video"), [("fields", "permalink_url")], ct) is MetaAnswer.Ok ok ? MetaJson.Text(ok.Body, "permalink_url") : null;

    private static string Edge(OutgoingPost post) => post.Format == "facebook_reel" ? "video_reels" : "videos";
}
