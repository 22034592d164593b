using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Looks for an upload whose session is lost among all that was uploaded to the channel: by title and time, if only one fits.</summary>
/// <remarks>https://developers.google.com/youtube/v3/guides/implementation/videos#videos-retrieve-uploads; three units or so.</remarks>
internal sealed class YouTubeListing(GoogleClient google, KnownVideos known)
{
    private const int MaxPages = 10;

    /// <summary>The ids that fit and are no other publication's; null when the list was not read whole: that proves nothing.</summary>
    public async Task<IReadOnlyList<string>?> FindAsync(ConnectedAccount account, string title, DateTimeOffset since, CancellationToken ct)
    {
        var call = GoogleCall.Publishing(account, "yt.uploads", 1);
        if (await google.GetAsync("channels?part=contentDetails&mine=true", call, ct) is not GoogleAnswer.Ok channels || Playlist(channels.Body) is not { } playlist)
            return null;
        var matches = new List<string>();
        string? page = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var path = $"playlistItems?part=snippet&maxResults=50&playlistId={Uri.EscapeDataString(playlist)}{(page is null ? "" : "&pageToken=" + Uri.EscapeDataString(page))}";
            if (await google.GetAsync(path, call, ct) is not GoogleAnswer.Ok ok || !ok.Body.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
                return null;
            var older = false;
            foreach (var item in items.EnumerateArray().Select(i => i.TryGetProperty("snippet", out var snippet) ? snippet : default))
            {
                if (GoogleTime.Parse(MetaJson.Text(item, "publishedAt")) < since)
                    older = true;
                else if (Fingerprints.Of(MetaJson.Text(item, "title")) == Fingerprints.Of(title) && MetaJson.Text(item, "resourceId", "videoId") is { } id)
                    matches.Add(id);
            }

            if (older || (page = MetaJson.Text(ok.Body, "nextPageToken")) is null)
            {
                var taken = await known.AmongAsync(account.Id, [.. matches], ct);
                return [.. matches.Where(id => !taken.Contains(id))];
            }
        }

        return null;
    }

    private static string? Playlist(JsonElement body) =>
        body.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0
        && items[0].TryGetProperty("contentDetails", out var details) ? MetaJson.Text(details, "relatedPlaylists", "uploads") : null;
}
