using System.Globalization;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube.Channels;

/// <summary>GET /youtube/v3/playlistItems of a channel's uploads, the newest first; its owner sees the private ones too. https://developers.google.com/youtube/v3/docs/playlistItems/list</summary>
internal static class ListPlaylistItems
{
    public static YouTubeReply Answer(YouTubeCall call)
    {
        var parts = call.Parts;
        var playlist = call["playlistId"] ?? throw YouTubeErrors.MissingParameter("playlistId").Thrown();
        var channel = call.World.Accounts.Values.FirstOrDefault(a => a.Platform == Platform.YouTube && ListChannels.UploadsOf(a) == playlist)
            ?? throw new YouTubeError(404, "playlistNotFound", "The playlist identified with the request's playlistId parameter cannot be found.", "youtube.playlistItem") { Location = "playlistId" }.Thrown();
        var size = int.TryParse(call["maxResults"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 0, 50) : 5;
        long? after = call["pageToken"] is not { } token ? null
            : long.TryParse(token, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var seq) ? seq
            : throw YouTubeErrors.BadParameter("pageToken", "The request specifies an invalid page token.").Thrown();
        DateTimeOffset? until = call.Fault?.Kind == FaultKind.ListingLag ? call.Now - call.Fault.Delay : null;
        var page = channel.Videos.Take(new PageQuery(size, NewestFirst: true, After: after, Until: until));
        var omitted = call.Fault?.Kind == FaultKind.ListingOmits && after is null ? 1 : 0;
        var items = page.Items.Skip(omitted).Where(v => channel == call.Channel || !v.Status.IsPrivate).ToList();
        return YouTubeReply.Json(json =>
        {
            json.WriteString("kind", "youtube#playlistItemListResponse");
            if (page.HasNext)
                json.WriteString("nextPageToken", page.Items[^1].Seq.ToString("x", CultureInfo.InvariantCulture));
            json.WriteStartArray("items");
            foreach (var video in items)
                Write(json, video, playlist, call, parts);
            json.WriteEndArray();
            json.WriteStartObject("pageInfo");
            json.WriteNumber("totalResults", channel.Videos.CountVisible());
            json.WriteNumber("resultsPerPage", size);
            json.WriteEndObject();
        });
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, ChannelVideo video, string playlist, YouTubeCall call, HashSet<string> parts)
    {
        json.WriteStartObject();
        json.WriteString("kind", "youtube#playlistItem");
        json.WriteString("id", playlist + "." + video.Id);
        if (parts.Contains("snippet"))
        {
            json.WriteStartObject("snippet");
            json.WriteString("publishedAt", VideoWriter.Time(call.Told(video.CreatedAt)));
            json.WriteString("channelId", video.Owner.Id);
            json.WriteString("title", video.Snippet.Title);
            json.WriteString("description", video.Snippet.Description);
            json.WriteString("playlistId", playlist);
            json.WriteStartObject("resourceId");
            json.WriteString("kind", "youtube#video");
            json.WriteString("videoId", video.Id);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (parts.Contains("contentDetails"))
        {
            json.WriteStartObject("contentDetails");
            json.WriteString("videoId", video.Id);
            if (video.ShownAt is { } shown)
                json.WriteString("videoPublishedAt", VideoWriter.Time(call.Told(shown)));
            json.WriteEndObject();
        }

        if (parts.Contains("status"))
        {
            json.WriteStartObject("status");
            json.WriteString("privacyStatus", video.Status.Privacy);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
