using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Looks for an unknown post in what a page shows: by its own photos where it has some, otherwise by text, time and kind.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/reference/page/published_posts</remarks>
internal sealed class PageListing(MetaClient meta, KnownPosts known)
{
    private const int MaxPages = 20;
    private const string Fields = "id,message,created_time,permalink_url,attachments{media_type,subattachments{target{id}}}";

    /// <summary>The one post that fits and no other publication has.</summary>
    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var matches = new List<(string Id, string? Url, DateTimeOffset At)>();
        var pages = 0;
        await foreach (var answer in meta.PagesAsync($"{account.PlatformAccountId}/published_posts", MetaCall.Publishing(account, "fb.published_posts"),
            [("fields", Fields), ("since", attempt.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), ("limit", "100")], ct))
        {
            if (answer is not MetaAnswer.Ok page)
                return Sighting.Unclear.Of(answer);
            if (++pages > MaxPages)
                return new Sighting.Unclear("the listing is longer than was read");     // an incomplete look proves nothing
            foreach (var item in MetaPages.Items(page.Body))
            {
                if (MetaJson.Text(item, "id") is not { } id || MetaJson.Time(item, "created_time") is not { } at || at < attempt.Since || at > attempt.NotAfter)
                    continue;
                if (ShowsOurPhotos(item, attempt))
                    return new Sighting.There(id, MetaJson.Text(item, "permalink_url"), at);
                if (Fits(item, attempt))
                    matches.Add((id, MetaJson.Text(item, "permalink_url"), at));
            }
        }

        if (matches.Count == 1 && await known.RivalsAsync(SoughtPost.Of(attempt), matches[0].At, ct) > 0)
            return new Sighting.Unclear("another of our posts with these words has no id yet, and only one is listed");
        var taken = await known.AmongAsync(attempt.AccountId, [.. matches.Select(m => m.Id)], ct);
        matches.RemoveAll(m => taken.Contains(m.Id));
        return matches.Count switch
        {
            0 => new Sighting.Absent(MayRecommit: false),
            1 => new Sighting.There(matches[0].Id, matches[0].Url, matches[0].At),
            _ => new Sighting.Ambiguous(matches.Count),
        };
    }

    /// <summary>A photo can be attached only once, so a post with one of ours is ours.</summary>
    private static bool ShowsOurPhotos(JsonElement item, UnknownAttempt attempt) =>
        attempt.Parts?.Split(',') is { } photos && Attachment(item) is { } attachment && attachment.TryGetProperty("subattachments", out var parts)
        && MetaPages.Items(parts).Any(part => MetaJson.Text(part, "target", "id") is { } id && photos.Contains(id));

    private static bool Fits(JsonElement item, UnknownAttempt attempt) =>
        Fingerprints.Of(MetaJson.Text(item, "message")) == attempt.Fingerprint
        && (Attachment(item) is not { } attachment || MetaJson.Text(attachment, "media_type") switch     // the listing need not say
        {
            "photo" => attempt.Format == "facebook_photo",
            "album" => attempt.Format == "facebook_multi_photo" && !attachment.TryGetProperty("subattachments", out _),      // shown photos decide by themselves
            "video" => false,
            _ => attempt.Format == "facebook_text",
        });

    private static JsonElement? Attachment(JsonElement item) =>
        item.TryGetProperty("attachments", out var attachments) && MetaPages.Items(attachments).FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? first : null;
}
