using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>What is said of a YouTube video and who shall see it, as approved. https://developers.google.com/youtube/v3/docs/videos#properties</summary>
/// <param name="Title">Its own, or the content's.</param>
/// <param name="Description">The text.</param>
/// <param name="Tags">Keywords.</param>
/// <param name="CategoryId">22 is "People and blogs".</param>
/// <param name="Privacy">public or unlisted, from its second on.</param>
/// <param name="MadeForKids">As the law asks.</param>
public sealed record VideoWords(string Title, string Description, IReadOnlyList<string> Tags, string CategoryId, string Privacy, bool MadeForKids)
{
    /// <summary>So long before its second a video is handed to YouTube where the content asks for that.</summary>
    public static readonly TimeSpan HandOver = TimeSpan.FromMinutes(2);

    /// <summary>Of a post.</summary>
    /// <param name="title">Its own, or the content's.</param>
    /// <param name="text">What it says.</param>
    /// <param name="variant">What differs on YouTube, as JSON.</param>
    public static VideoWords Of(string? title, string text, string? variant)
    {
        using var read = JsonDocument.Parse(variant ?? "{}");
        var told = read.RootElement;
        return new VideoWords(
            title ?? "", text, TagsIn(told), MetaJson.Text(told, "category_id") ?? "22", MetaJson.Text(told, "privacy") ?? "public", Flag(told, "made_for_kids"));
    }

    /// <summary>The content asks that YouTube keeps the second itself, should we be down then.</summary>
    public static bool AsksForHandOver(string variant)
    {
        using var read = JsonDocument.Parse(variant);
        return Flag(read.RootElement, "publish_at_platform") && MetaJson.Text(read.RootElement, "privacy") is null or "public";
    }

    /// <summary>The body that uploads it where nobody sees it.</summary>
    public byte[] Hidden() => Resource(null, "private", null);

    /// <summary>The body that shows it. Both parts are written whole: what was left out would get its default.</summary>
    public byte[] Shown(string id) => Resource(id, Privacy, null);

    /// <summary>The body that lets YouTube show it.</summary>
    public byte[] ShownAt(string id, DateTimeOffset at) => Resource(id, "private", at);

    private byte[] Resource(string? id, string privacy, DateTimeOffset? publishAt)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (id is not null)
                json.WriteString("id", id);
            json.WriteStartObject("snippet");
            json.WriteString("title", Title);
            json.WriteString("description", Description);
            json.WriteString("categoryId", CategoryId);
            json.WriteStartArray("tags");
            foreach (var tag in Tags)
                json.WriteStringValue(tag);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("status");
            json.WriteString("privacyStatus", privacy);
            if (publishAt is { } at)
                json.WriteString("publishAt", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            json.WriteBoolean("selfDeclaredMadeForKids", MadeForKids);
            json.WriteString("license", "youtube");
            json.WriteBoolean("embeddable", true);
            json.WriteBoolean("publicStatsViewable", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static string[] TagsIn(JsonElement variant) => variant.ValueKind == JsonValueKind.Object && variant.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
        ? [.. tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!)] : [];

    private static bool Flag(JsonElement variant, string name) => variant.ValueKind == JsonValueKind.Object && variant.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
}
