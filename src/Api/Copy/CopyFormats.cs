using SnsOps.Api.Contents;
using SnsOps.Shared.Copy;

namespace SnsOps.Api.Copy;

/// <summary>The limits of captions, out of the same rules that posts are checked by.</summary>
internal static class CopyFormats
{
    private static readonly Dictionary<string, string> Usual = new() { ["instagram"] = "instagram_image", ["facebook"] = "facebook_text", ["youtube"] = "youtube_video" };

    /// <summary>Of a format, or of a platform's usual one; null: the platform has no such format.</summary>
    public static CopyLimits? Of(string platform, string? format) =>
        FormatRules.All.GetValueOrDefault(format ?? Usual[platform]) is { } rule && rule.Platform == platform ? Of(rule) : null;

    /// <summary>The narrowest of several platforms in everything; Instagram's without any.</summary>
    public static CopyLimits Narrowest(IReadOnlyList<string> platforms)
    {
        var all = platforms.Where(Usual.ContainsKey).Select(p => Of(p, null)!).DefaultIfEmpty(Of("instagram", null)!).ToList();
        var least = all.MinBy(l => l.MostText)!;
        return least with { MostTextBytes = all.Min(l => l.MostTextBytes), MostHashtags = all.Min(l => l.MostHashtags), MostMentions = all.Min(l => l.MostMentions) };
    }

    private static CopyLimits Of(FormatRule rule) => new(rule.Platform, rule.Format, rule.MostText, rule.MostTextBytes, rule.MostHashtags, rule.MostMentions);
}
