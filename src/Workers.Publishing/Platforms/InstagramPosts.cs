using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Finds the media id of a container that is published: the newest post is never simply taken.</summary>
internal sealed class InstagramPosts(MetaClient meta, KnownPosts known)
{
    private const int MaxPages = 10;

    /// <summary>The one post since then with its caption and form, or under the link a person gave, that no other publication has or may have.</summary>
    public async Task<Sighting> FindUniqueAsync(SoughtPost sought, ConnectedAccount account, CancellationToken ct)
    {
        var story = sought.IsStory;
        var matches = new List<Sighting.There>();
        var pages = 0;
        await foreach (var answer in meta.PagesAsync($"{account.PlatformAccountId}/{(story ? "stories" : "media")}", MetaCall.Publishing(account, story ? "ig.stories" : "ig.media_list"),
            story ? [("fields", "id,timestamp,permalink"), ("limit", "50")]
                : [("fields", "id,caption,timestamp,permalink,media_type,media_product_type"), ("since", sought.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), ("limit", "50")], ct))
        {
            if (answer is not MetaAnswer.Ok page)
                return Sighting.Unclear.Of(answer);
            if (++pages > MaxPages)
                return new Sighting.Unclear("the listing is longer than was read");     // what was not read may hold a twin
            foreach (var item in MetaPages.Items(page.Body))
            {
                if (MetaJson.Time(item, "timestamp") is { } at && at >= sought.Since && !(at > sought.NotAfter) && MetaJson.Text(item, "id") is { } id && Fits(item, sought, story))
                    matches.Add(new Sighting.There(id, MetaJson.Text(item, "permalink"), at));
            }
        }

        if (matches.Count > 0 && sought.PostUrl is null && await known.RivalsAsync(sought, matches.Max(m => m.At!.Value), ct) is > 0 and var rivals)
            return new Sighting.Ambiguous(matches.Count + rivals);      // not all of ours need be listed yet, nor be out
        var taken = await known.AmongAsync(sought.AccountId, [.. matches.Select(m => m.PlatformPostId!)], ct);
        matches.RemoveAll(m => taken.Contains(m.PlatformPostId!));
        return matches.Count switch
        {
            0 => new Sighting.Absent(MayRecommit: false),
            1 => matches[0],
            _ => new Sighting.Ambiguous(matches.Count),
        };
    }

    private static bool Fits(JsonElement item, SoughtPost sought, bool story) =>
        sought.PostUrl is { } link ? CodeIn(link) is { } code && code == CodeIn(MetaJson.Text(item, "permalink")) : story || IsOfForm(item, sought);

    /// <summary>An address ends with the post's short code, whatever stands before and behind it.</summary>
    private static string? CodeIn(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) ? uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() : null;

    private static bool IsOfForm(JsonElement item, SoughtPost sought) =>
        Fingerprints.Of(MetaJson.Text(item, "caption")) == sought.Fingerprint
        && (MetaJson.Text(item, "media_product_type") == "REELS") == (sought.Format == "instagram_reel")
        && (MetaJson.Text(item, "media_type") == "CAROUSEL_ALBUM") == (sought.Format == "instagram_carousel");
}

/// <summary>What is known of a post that is looked for.</summary>
/// <param name="PublicationId">Ours.</param>
/// <param name="AccountId">Where it is.</param>
/// <param name="Format">As what.</param>
/// <param name="Fingerprint">Its caption, normalised.</param>
/// <param name="Since">Not before then.</param>
/// <param name="NotAfter">Nor after then.</param>
/// <param name="PostUrl">The link to it that a person gave.</param>
internal sealed record SoughtPost(Guid PublicationId, Guid AccountId, string Format, string Fingerprint, DateTimeOffset Since, DateTimeOffset? NotAfter = null, string? PostUrl = null)
{
    /// <summary>It has no words to know it by.</summary>
    public bool IsStory => Format == "instagram_story";

    /// <summary>What an attempt sent.</summary>
    public static SoughtPost Of(UnknownAttempt attempt) => new(attempt.SubjectId, attempt.AccountId, attempt.Format!, attempt.Fingerprint, attempt.Since, attempt.NotAfter, attempt.PostUrl);
}
