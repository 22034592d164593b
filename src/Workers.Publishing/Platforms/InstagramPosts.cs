using System.Globalization;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Finds the media id of a container that is published: the newest post is never simply taken.</summary>
internal sealed class InstagramPosts(MetaClient meta, KnownPosts known)
{
    private const int MaxPages = 10;

    /// <summary>The one post since the attempt with its caption that no other publication has; without an id when there are none or several.</summary>
    public async Task<Sighting> FindUniqueAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var since = attempt.Since;
        var matches = new List<(string Id, string? Url)>();
        var call = MetaCall.Publishing(account, "ig.media_list");
        var answer = await meta.GetAsync($"{account.PlatformAccountId}/media", call,
        [
            ("fields", "id,caption,timestamp,permalink,media_product_type"),
            ("since", since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), ("limit", "50"),
        ], ct);
        for (var page = 0; page < MaxPages; page++)
        {
            if (answer is not MetaAnswer.Ok ok)
                return new Sighting.There(null, null);       // published for certain; only its id is missing
            foreach (var item in ok.Body.GetProperty("data").EnumerateArray())
            {
                if (MetaTime.Parse(InstagramPublisher.Text(item, "timestamp")) >= since
                    && Fingerprints.Of(InstagramPublisher.Text(item, "caption")) == attempt.Fingerprint
                    && InstagramPublisher.Text(item, "id") is { } id)
                    matches.Add((id, InstagramPublisher.Text(item, "permalink")));
            }

            if (!ok.Body.TryGetProperty("paging", out var paging) || InstagramPublisher.Text(paging, "next") is not { } next)
                break;
            answer = await meta.GetPageAsync(next, call, ct);
        }

        var taken = await known.AmongAsync(attempt.AccountId, [.. matches.Select(m => m.Id)], ct);
        matches.RemoveAll(m => taken.Contains(m.Id));
        return matches.Count == 1 ? new Sighting.There(matches[0].Id, matches[0].Url) : new Sighting.There(null, null);
    }
}
