using System.Text.Json;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What YouTube says of an uploaded video. https://developers.google.com/youtube/v3/docs/videos#status</summary>
/// <param name="Upload">uploaded, processed, failed, rejected or deleted.</param>
/// <param name="Privacy">private, unlisted or public.</param>
/// <param name="PublishAt">When YouTube makes it public by itself.</param>
/// <param name="Reason">Why it failed or was rejected.</param>
/// <param name="PublishedAt">When it became public; of one that is not, when it was uploaded. https://developers.google.com/youtube/v3/docs/videos#snippet.publishedAt</param>
internal sealed record VideoState(string? Upload, string? Privacy, DateTimeOffset? PublishAt, string? Reason, DateTimeOffset? PublishedAt)
{
    /// <summary>Nobody but the channel sees it.</summary>
    public bool IsPrivate => Privacy == "private";

    /// <summary>Since when it is public, be it by our update or by YouTube's own clock (publishAt); of an unlisted one YouTube does not say it.</summary>
    public DateTimeOffset? PublicSince => Privacy == "public" ? PublishedAt : null;

    /// <summary>It never becomes visible.</summary>
    public bool IsDead => Upload is "failed" or "rejected" or "deleted";

    /// <summary>The address below /youtube/v3/ that shows it.</summary>
    public static string Query(string id) => "videos?part=snippet,status&id=" + Uri.EscapeDataString(id);

    /// <summary>Reads a list of one video.</summary>
    /// <param name="body">Of the answer.</param>
    /// <param name="video">Null: there is none.</param>
    /// <returns>False: it is no list.</returns>
    public static bool Read(JsonElement body, out VideoState? video)
    {
        video = null;
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
            return false;
        if (items.GetArrayLength() > 0)
            video = Of(items[0]);
        return true;
    }

    /// <summary>Of a video resource with its parts "snippet" and "status".</summary>
    public static VideoState Of(JsonElement resource)
    {
        var status = resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("status", out var part) ? part : default;
        return new VideoState(
            MetaJson.Text(status, "uploadStatus"), MetaJson.Text(status, "privacyStatus"), GoogleTime.Parse(MetaJson.Text(status, "publishAt")),
            MetaJson.Text(status, "rejectionReason") ?? MetaJson.Text(status, "failureReason"),
            GoogleTime.Parse(MetaJson.Text(resource, "snippet", "publishedAt")));
    }
}
