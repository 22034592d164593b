using System.Globalization;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Meta's timestamps: <c>2026-08-07T12:34:56+0000</c>, no colon in the offset.</summary>
public static class MetaTime
{
    /// <summary>Reads a timestamp; null when it is absent or malformed.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:sszz", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact) ? exact
        : text is { Length: >= 5 } && DateTimeOffset.TryParseExact(text.Insert(text.Length - 2, ":"), "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var joined) ? joined
        : null;
}
