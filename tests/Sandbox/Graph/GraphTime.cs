using System.Globalization;

namespace SnsOps.Sandbox.Graph;

/// <summary>Times as Graph writes them (+0000, without a colon) and reads them (unix seconds or ISO 8601).</summary>
internal static class GraphTime
{
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Read(GraphParameters parameters, string name)
    {
        if (parameters[name] is not { Length: > 0 } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unix) && unix is > -62_000_000_000 and < 253_000_000_000)
            return DateTimeOffset.FromUnixTimeSeconds(unix);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            return time;
        throw GraphErrors.BadParameter($"Invalid parameter {name}: must be a unix timestamp or a time").Thrown();
    }
}
