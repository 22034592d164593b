using System.Net.Http.Headers;
using System.Text.Json;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>What the usage headers say. https://developers.facebook.com/docs/graph-api/overview/rate-limiting</summary>
internal static class MetaUsage
{
    /// <summary>The longest <c>estimated_time_to_regain_access</c> (minutes) of <c>X-Business-Use-Case-Usage</c>; null when nothing is throttled.</summary>
    /// <remarks>The header is an object keyed by the asset's id, each value an array.</remarks>
    public static TimeSpan? RegainAccess(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("X-Business-Use-Case-Usage", out var values))
            return null;
        try
        {
            using var usage = JsonDocument.Parse(string.Join(',', values));
            var minutes = usage.RootElement.ValueKind != JsonValueKind.Object ? 0 : usage.RootElement.EnumerateObject()
                .Where(asset => asset.Value.ValueKind == JsonValueKind.Array)
                .SelectMany(asset => asset.Value.EnumerateArray())
                .Select(use => use.ValueKind == JsonValueKind.Object && use.TryGetProperty("estimated_time_to_regain_access", out var wait)
                    && wait.ValueKind == JsonValueKind.Number && wait.TryGetDouble(out var number) ? number : 0)
                .DefaultIfEmpty(0).Max();
            return minutes > 0 ? TimeSpan.FromMinutes(Math.Min(minutes, 24 * 60)) : null;
        }
        catch (JsonException)
        {
            return null;        // the answer itself counts; a header that cannot be read says nothing
        }
    }
}
