using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Texts and photos of Facebook pages: one call makes the post visible, so an unknown outcome is looked for in the page's listing.</summary>
/// <remarks>https://developers.facebook.com/docs/pages-api/posts</remarks>
internal sealed class FacebookPublisher(MetaClient meta, MediaStore media, PagePhotos photos, PageListing listing, TimeProvider clock) : IPublisher
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(3);

    public IReadOnlyList<string> Formats { get; } = ["facebook_text", "facebook_photo", "facebook_multi_photo"];

    public bool IsReadyAtOnce(OutgoingPost post) => !HasPhotosAhead(post);

    public async Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) =>
        HasPhotosAhead(post) && post.WithoutPart(clock.GetUtcNow()) is { } next
            ? await photos.PutAsync(next, account, ct)
            : new Preparation.Ready(null);

    public Task ConnectAsync(ConnectedAccount account) => meta.ConnectAsync(account);

    public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => meta.ReadyAsync(MetaCall.Publishing(account, "fb.feed"), ct);

    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var answer = post.Format == "facebook_photo"
            ? await meta.PostAsync($"{account.PlatformAccountId}/photos", MetaCall.Publishing(account, "fb.photos"),
                PostForms.Photo(post.Text, ContainerForms.File(post.Media[0], Link)), ct)
            : await meta.PostAsync($"{account.PlatformAccountId}/feed", MetaCall.Publishing(account, "fb.feed"), PostForms.Feed(post.Format, post.Text, post.Link, [.. post.Media.Select(m => ContainerForms.File(m, Link))]), ct);
        if (answer is not MetaAnswer.Ok ok)
            return (MetaOutcomes.OfSend(answer), answer.Summary);
        var id = MetaJson.Text(ok.Body, "post_id") ?? MetaJson.Text(ok.Body, "id");
        return (id is null ? new Outcome.Unknown("no_id", "게시물 번호가 없는 응답입니다.") : new Outcome.Published(id), ok.Body.GetRawText());
    }

    public Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct) => listing.LookUpAsync(attempt, account, ct);

    public async Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) =>
        await meta.GetAsync(platformPostId, MetaCall.Publishing(account, "fb.post"), [("fields", "permalink_url")], ct) is MetaAnswer.Ok ok
            ? MetaJson.Text(ok.Body, "permalink_url") : null;

    /// <summary>Its photos are put on the page before it is sent.</summary>
    private static bool HasPhotosAhead(OutgoingPost post) => post.Format == "facebook_multi_photo";

    private string Link(OutgoingMedia file) => media.Link(file.Sha256, file.Type, clock.GetUtcNow() + LinkLife);
}
