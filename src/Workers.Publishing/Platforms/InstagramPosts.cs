using System.Globalization;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Finds the media id of a container that is published: the newest post is never simply taken.</summary>
internal sealed class InstagramPosts(MetaClient meta, KnownPosts known)
{
    private const int MaxPages = 10;

    /// <summary>The one post since the attempt with its caption and form that no other publication has; without an id when there are none or several.</summary>
    public async Task<Sighting> FindUniqueAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var since = attempt.Since;
        var story = attempt.Format == "instagram_story";
        var matches = new List<(string Id, string? Url)>();
        var call = MetaCall.Publishing(account, story ? "ig.stories" : "ig.media_list");
        var answer = await meta.GetAsync($"{account.PlatformAccountId}/{(story ? "stories" : "media")}", call,
            story ? [("fields", "id,timestamp,permalink"), ("limit", "50")]
                : [("fields", "id,caption,timestamp,permalink,media_type,media_product_type"), ("since", since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), ("limit", "50")], ct);
        for (var page = 0; page < MaxPages; page++)
        {
            if (answer is not MetaAnswer.Ok ok)
                return new Sighting.There(null, null);       // published for certain; only its id is missing
            foreach (var item in MetaPages.Items(ok.Body))
            {
                if (MetaJson.Time(item, "timestamp") >= since && (story || IsOfForm(item, attempt)) && MetaJson.Text(item, "id") is { } id)
                    matches.Add((id, MetaJson.Text(item, "permalink")));
            }

            if (MetaPages.Next(ok.Body) is not { } next)
                break;
            answer = await meta.GetPageAsync(next, call, ct);
        }

        var taken = await known.AmongAsync(attempt.AccountId, [.. matches.Select(m => m.Id)], ct);
        matches.RemoveAll(m => taken.Contains(m.Id));
        return matches.Count == 1 ? new Sighting.There(matches[0].Id, matches[0].Url) : new Sighting.There(null, null);
    }

    private static bool IsOfForm(System.Text.Json.JsonElement item, UnknownAttempt attempt) =>
        Fingerprints.Of(MetaJson.Text(item, "caption")) == attempt.Fingerprint
        && (MetaJson.Text(item, "media_product_type") == "REELS") == (attempt.Format == "instagram_reel")
        && (MetaJson.Text(item, "media_type") == "CAROUSEL_ALBUM") == (attempt.Format == "instagram_carousel");
}
