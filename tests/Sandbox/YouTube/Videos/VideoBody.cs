using System.Globalization;
using System.Text;
using System.Text.Json;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Videos;

/// <summary>Reads a video resource as callers send it and holds it to YouTube's limits. https://developers.google.com/youtube/v3/docs/videos#properties</summary>
/// <remarks>A part that is written is written whole: what is left out of it gets its default.</remarks>
internal static class VideoBody
{
    private static readonly string[] s_categories = ["1", "2", "10", "15", "17", "19", "20", "22", "23", "24", "25", "26", "27", "28", "29"];

    /// <param name="body">Null: none was sent.</param>
    /// <param name="parts">Those that are written.</param>
    /// <param name="title">In place of a missing one; null: that is an error.</param>
    public static (VideoSnippet Snippet, VideoStatus Status) Read(JsonElement? body, HashSet<string> parts, string? title)
    {
        if (body is { ValueKind: not JsonValueKind.Object })
            throw YouTubeErrors.ParseError.Thrown();
        return (Snippet(Part(body, "snippet", parts), title), Status(Part(body, "status", parts), neverShown: true));
    }

    public static VideoSnippet Snippet(JsonElement? part, string? unnamed)
    {
        var title = Text(part, "title") is { Length: > 0 } given ? given : unnamed;
        if (title is null || title.EnumerateRunes().Count() > 100 || title.IndexOfAny(['<', '>']) >= 0 || string.IsNullOrWhiteSpace(title))
            throw YouTubeErrors.Invalid("invalidTitle", "The request metadata specifies an invalid or empty video title.").Thrown();
        var description = Text(part, "description") ?? "";
        if (Encoding.UTF8.GetByteCount(description) > 5000 || description.IndexOfAny(['<', '>']) >= 0)
            throw YouTubeErrors.Invalid("invalidDescription", "The request metadata specifies an invalid video description.").Thrown();
        var tags = part is { } p && p.TryGetProperty("tags", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(tag => tag.GetString() ?? "")] : Array.Empty<string>();
        if (tags.Sum(tag => tag.Length + (tag.Contains(' ', StringComparison.Ordinal) ? 2 : 0)) + Math.Max(0, tags.Length - 1) > 500)
            throw YouTubeErrors.Invalid("invalidTags", "The request metadata specifies invalid video keywords.").Thrown();
        var category = Text(part, "categoryId") ?? "22";
        if (!s_categories.Contains(category))
            throw YouTubeErrors.Invalid("invalidCategoryId", "The snippet.categoryId property specifies an invalid category ID.").Thrown();
        return new VideoSnippet(title, description, tags, category, Text(part, "defaultLanguage"));
    }

    public static VideoStatus Status(JsonElement? part, bool neverShown)
    {
        var privacy = Text(part, "privacyStatus") ?? "public";
        if (privacy is not ("private" or "unlisted" or "public"))
            throw YouTubeErrors.BadParameter("body.status.privacyStatus", "Invalid value for: " + privacy).Thrown();
        DateTimeOffset? publishAt = null;
        if (Text(part, "publishAt") is { } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || privacy != "private" || !neverShown)
                throw YouTubeErrors.Invalid("invalidPublishAt", "The request metadata specifies an invalid scheduled publishing time.").Thrown();
            publishAt = at;
        }

        return new VideoStatus(privacy, publishAt, Flag(part, "selfDeclaredMadeForKids"), Flag(part, "containsSyntheticMedia"), Text(part, "license") ?? "youtube",
            NotEmbeddable: !Flag(part, "embeddable", absent: true), HidesFigures: !Flag(part, "publicStatsViewable", absent: true));
    }

    public static JsonElement? Part(JsonElement? body, string name, HashSet<string> parts) =>
        parts.Contains(name) && body is { } resource && resource.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    public static string? Text(JsonElement? part, string name) =>
        part is { } node && node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement? part, string name, bool absent = false) =>
        part is { } node && node.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : absent;
}
