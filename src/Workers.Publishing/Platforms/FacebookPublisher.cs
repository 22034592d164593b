using System.Globalization;
using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Facebook pages: one call makes the post visible, so an unknown outcome is looked for in the page's listing.</summary>
/// <remarks>https://developers.facebook.com/docs/pages-api/posts</remarks>
internal sealed class FacebookPublisher(MetaClient meta, MediaStore media, KnownPosts known, TimeProvider clock) : IPublisher
{
    private const int MaxPages = 20;

    public string Platform => "facebook";

    public Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) =>
        Task.FromResult<Preparation>(new Preparation.Ready(null));

    public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => meta.ReadyAsync(MetaCall.Publishing(account, "fb.feed"), ct);

    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var answer = post.Format == "facebook_photo"
            ? await meta.PostAsync($"{account.PlatformAccountId}/photos", MetaCall.Publishing(account, "fb.photos"),
                [("url", media.Link(post.MediaSha256!, post.MediaType!, clock.GetUtcNow().AddHours(3))), ("caption", post.Text)], ct)
            : await meta.PostAsync($"{account.PlatformAccountId}/feed", MetaCall.Publishing(account, "fb.feed"),
                post.Link is null ? [("message", post.Text)] : [("message", post.Text), ("link", post.Link)], ct);
        if (answer is not MetaAnswer.Ok ok)
            return (MetaOutcomes.OfSend(answer), answer.Summary);
        var id = InstagramPublisher.Text(ok.Body, "post_id") ?? InstagramPublisher.Text(ok.Body, "id");
        return (id is null ? new Outcome.Unknown("no_id", "게시물 번호가 없는 응답입니다.") : new Outcome.Published(id), ok.Body.GetRawText());
    }

    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var since = attempt.Since;
        var matches = new List<(string Id, string? Url)>();
        var call = MetaCall.Publishing(account, "fb.published_posts");
        var answer = await meta.GetAsync($"{account.PlatformAccountId}/published_posts", call,
        [
            ("fields", "id,message,created_time,permalink_url,attachments{media_type}"),
            ("since", since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), ("limit", "100"),
        ], ct);
        for (var page = 0; ; page++)
        {
            if (answer is not MetaAnswer.Ok ok)
                return Sighting.Unclear.Of(answer);
            foreach (var item in ok.Body.GetProperty("data").EnumerateArray())
            {
                if (MetaTime.Parse(InstagramPublisher.Text(item, "created_time")) >= since
                    && Fingerprints.Of(InstagramPublisher.Text(item, "message")) == attempt.Fingerprint
                    && HasPhoto(item) is var photo && (photo is null || photo == (attempt.Format == "facebook_photo"))
                    && InstagramPublisher.Text(item, "id") is { } id)
                    matches.Add((id, InstagramPublisher.Text(item, "permalink_url")));
            }

            if (!ok.Body.TryGetProperty("paging", out var paging) || InstagramPublisher.Text(paging, "next") is not { } next)
                break;
            if (page == MaxPages)
                return new Sighting.Unclear("the listing is longer than was read");     // an incomplete look proves nothing
            answer = await meta.GetPageAsync(next, call, ct);
        }

        var taken = await known.AmongAsync(attempt.AccountId, [.. matches.Select(m => m.Id)], ct);
        matches.RemoveAll(m => taken.Contains(m.Id));
        return matches.Count switch
        {
            0 => new Sighting.Absent(MayRecommit: false),
            1 => new Sighting.There(matches[0].Id, matches[0].Url),
            _ => new Sighting.Ambiguous(matches.Count),
        };
    }

    public async Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) =>
        await meta.GetAsync(platformPostId, MetaCall.Publishing(account, "fb.post"), [("fields", "permalink_url")], ct) is MetaAnswer.Ok ok
            ? InstagramPublisher.Text(ok.Body, "permalink_url") : null;

    /// <summary>Whether the listed post shows a photo; null when the listing does not say.</summary>
    private static bool? HasPhoto(System.Text.Json.JsonElement item) =>
        item.TryGetProperty("attachments", out var attachments) && attachments.TryGetProperty("data", out var data) && data.GetArrayLength() > 0
            ? InstagramPublisher.Text(data[0], "media_type") is "photo" : null;
}
