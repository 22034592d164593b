using System.Globalization;
using System.Text.Json;
using SnsOps.Sandbox.Figures;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Videos;

/// <summary>Writes the parts of a video resource that were asked for.</summary>
internal static class VideoWriter
{
    public static void Write(Utf8JsonWriter json, ChannelVideo video, HashSet<string> parts, DateTimeOffset now, SandboxOptions options, FigureBook figures)
    {
        json.WriteString("kind", "youtube#video");
        json.WriteString("etag", $"etag-{video.Id}-{video.Seq}");
        json.WriteString("id", video.Id);
        var uploaded = video.UploadStatusAt(now, TimeSpan.FromMilliseconds(options.VideoMs));
        if (parts.Contains("snippet"))
            WriteSnippet(json, video);
        if (parts.Contains("status"))
            WriteStatus(json, video, uploaded);
        if (parts.Contains("statistics"))
        {
            json.WriteStartObject("statistics");
            foreach (var name in (string[])["viewCount", "likeCount"])
            {
                if (figures.Lifetime(video, name, video.CreatedAt, now) is { } count)
                    json.WriteString(name, count.ToString(CultureInfo.InvariantCulture));
            }

            json.WriteString("favoriteCount", "0");
            if (!video.CommentsOff)
                json.WriteString("commentCount", (video.Comments?.Stream.CountVisible(c => c.Moderation == Moderation.Published) ?? 0).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        if (parts.Contains("processingDetails"))
        {
            json.WriteStartObject("processingDetails");
            json.WriteString("processingStatus", uploaded switch { "processed" => "succeeded", "failed" => "failed", _ => "processing" });
            json.WriteEndObject();
        }
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void WriteSnippet(Utf8JsonWriter json, ChannelVideo video)
    {
        json.WriteStartObject("snippet");
        json.WriteString("publishedAt", Time(video.ShownAt ?? video.CreatedAt));
        json.WriteString("channelId", video.Owner.Id);
        json.WriteString("channelTitle", video.Owner.Name);
        json.WriteString("title", video.Snippet.Title);
        json.WriteString("description", video.Snippet.Description);
        if (video.Snippet.Tags.Length > 0)
        {
            json.WriteStartArray("tags");
            foreach (var tag in video.Snippet.Tags)
                json.WriteStringValue(tag);
            json.WriteEndArray();
        }

        json.WriteString("categoryId", video.Snippet.CategoryId);
        json.WriteString("liveBroadcastContent", "none");
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, ChannelVideo video, string uploaded)
    {
        var status = video.Status;
        json.WriteStartObject("status");
        json.WriteString("uploadStatus", uploaded);
        if (uploaded == "failed")
            json.WriteString("failureReason", "conversion");
        json.WriteString("privacyStatus", status.Privacy);
        if (status.PublishAt is { } at)
            json.WriteString("publishAt", Time(at));
        json.WriteString("license", status.License);
        json.WriteBoolean("embeddable", !status.NotEmbeddable);
        json.WriteBoolean("publicStatsViewable", !status.HidesFigures);
        json.WriteBoolean("madeForKids", status.MadeForKids);
        json.WriteBoolean("selfDeclaredMadeForKids", status.MadeForKids);
        json.WriteBoolean("containsSyntheticMedia", status.Synthetic);
        json.WriteEndObject();
    }
}
