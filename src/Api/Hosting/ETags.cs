using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace SnsOps.Api.Hosting;

/// <summary>Versions of what has no number of its own: from the time of its last change, or from all that it says.</summary>
internal static class ETags
{
    /// <summary>Of a row that was changed then; of none, "0".</summary>
    public static void Tell(HttpContext context, DateTimeOffset? changedAt) => context.Response.Headers.ETag = $"\"{Version(changedAt)}\"";

    /// <summary>Of a set that has no row of its own: of all that is in it.</summary>
    public static string Of(SortedDictionary<string, string> set) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(set)));

    /// <summary>The version the caller wants to replace; null: whichever it is.</summary>
    public static string? Wanted(HttpContext context) => context.Request.Headers.IfMatch.ToString().Trim() is { Length: > 0 } header and not "*"
        ? (header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header).Trim('"')
        : null;

    /// <summary>An SQL condition: the row of <paramref name="table"/> is the version in @match, or that is null.</summary>
    public static string IsWanted(string table) => $"(@match::text is null or (extract(epoch from {table}.updated_at) * 1000000)::bigint::text = @match)";

    private static string Version(DateTimeOffset? changedAt) =>
        changedAt is { } at ? ((at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture) : "0";
}
