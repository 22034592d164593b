using System.Globalization;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Google's timestamps: RFC 3339, such as <c>2026-12-01T09:00:00Z</c>.</summary>
public static class GoogleTime
{
    /// <summary>Reads a timestamp; null when it is absent or malformed.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
