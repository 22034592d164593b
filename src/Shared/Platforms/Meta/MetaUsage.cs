using System.Net.Http.Headers;
using System.Text.Json;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>What the usage headers say; they come only after enough traffic, so nothing said is not zero. https://developers.facebook.com/docs/graph-api/overview/rate-limiting</summary>
/// <param name="AppPercent">Of the app's budget, from <c>X-App-Usage</c>: the highest of calls, time and CPU time.</param>
/// <param name="AccountPercent">Of the account's, from <c>X-Business-Use-Case-Usage</c>.</param>
/// <param name="RegainAccess">The longest <c>estimated_time_to_regain_access</c> (minutes); null when nothing is throttled.</param>
internal sealed record MetaUsage(int? AppPercent, int? AccountPercent, TimeSpan? RegainAccess)
{
    private static readonly string[] Measures = ["call_count", "total_time", "total_cputime"];

    /// <summary>No headers.</summary>
    public static MetaUsage None { get; } = new(null, null, null);

    /// <summary>Reads both headers. The second is an object keyed by the asset's id, each value an array.</summary>
    public static MetaUsage Read(HttpResponseHeaders headers)
    {
        var app = Parse(headers, "X-App-Usage") is { } body ? Percent(body) : null;
        if (Parse(headers, "X-Business-Use-Case-Usage") is not { ValueKind: JsonValueKind.Object } assets)
            return app is null ? None : new MetaUsage(app, null, null);
        var uses = assets.EnumerateObject().Where(a => a.Value.ValueKind == JsonValueKind.Array).SelectMany(a => a.Value.EnumerateArray()).ToList();
        var minutes = uses.Select(use => Number(use, "estimated_time_to_regain_access") ?? 0).DefaultIfEmpty(0).Max();
        return new MetaUsage(app, uses.Max(Percent), minutes > 0 ? TimeSpan.FromMinutes(Math.Min(minutes, 24 * 60)) : null);
    }

    private static int? Percent(JsonElement use) => Measures.Max(name => Number(use, name)) is { } highest ? (int)Math.Clamp(highest, 0, 1000) : null;

    private static double? Number(JsonElement use, string name) =>
        use.ValueKind == JsonValueKind.Object && use.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;

    private static JsonElement? Parse(HttpResponseHeaders headers, string name)
    {
        if (!headers.TryGetValues(name, out var values))
            return null;
        try
        {
            using var usage = JsonDocument.Parse(string.Join(',', values));
            return usage.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;        // the answer itself counts; a header that cannot be read says nothing
        }
    }
}
