using System.Collections.Frozen;
using System.Globalization;

namespace SnsOps.Sandbox.Graph;

/// <summary>Which version answers a call. An expired or omitted one is served by the oldest usable version, silently.
/// https://developers.facebook.com/docs/graph-api/guides/versioning and …/changelog/versions</summary>
internal static class GraphVersions
{
    private const int First = 2;
    private const int FirstWithDate = 19;
    private const int Newest = 26;

    private static readonly FrozenDictionary<int, DateOnly> s_expiry = new Dictionary<int, DateOnly>
    {
        [19] = new(2026, 5, 21), [20] = new(2026, 9, 24), [21] = new(2027, 1, 21), [22] = new(2027, 5, 20),
        [23] = new(2027, 10, 8), [24] = new(2028, 2, 18), [25] = new(2028, 7, 29), [26] = DateOnly.MaxValue,
    }.ToFrozenDictionary();

    private static readonly string[] s_names = [.. Enumerable.Range(0, Newest + 1).Select(Name)];

    public static bool LooksLikeVersion(string segment) =>
        segment.Length >= 4 && segment[0] == 'v' && char.IsAsciiDigit(segment[1]) && segment.Contains('.', StringComparison.Ordinal);

    /// <summary>The version that answers, or null for one that never was.</summary>
    public static string? Answering(string? requested, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var number = 0;
        if (requested is not null && (!TryRead(requested, out number) || number is < First or > Newest))
            return null;
        while (!s_expiry.TryGetValue(number, out var expires) || expires <= today)
            number = Math.Max(number + 1, FirstWithDate);
        return s_names[number];
    }

    /// <summary>As it is written: v25.0.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"v{number}.0");

    /// <summary>The one that follows.</summary>
    public static string After(string version) => TryRead(version, out var number) ? Name(number + 1) : version;

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text.AsSpan(1, text.IndexOf('.', StringComparison.Ordinal) - 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
