using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>What the usage headers say; they come only after enough traffic, so nothing said is not zero. https://developers.facebook.com/docs/graph-api/overview/rate-limiting</summary>
/// <param name="AppPercent">Of the app's budget, from <c>X-App-Usage</c>: the highest of calls, time and CPU time.</param>
/// <param name="AccountPercent">Of the account's, from <c>X-Business-Use-Case-Usage</c>.</param>
/// <param name="RegainAccess">The longest <c>estimated_time_to_regain_access</c> (minutes); null when nothing is throttled.</param>
internal sealed record MetaUsage(int? AppPercent, int? AccountPercent, TimeSpan? RegainAccess)
{
    /// <summary>Bytes that nearly every header fits in.</summary>
    private const int Usual = 2048;

    private const double Day = 24 * 60;

    /// <summary>No headers.</summary>
    public static MetaUsage None { get; } = new(null, null, null);

    /// <summary>Reads both headers. The second is an object keyed by the asset's id, each value an array.</summary>
    public static MetaUsage Read(HttpResponseHeaders headers)
    {
        var (app, account) = (Read(headers, "X-App-Usage", byAsset: false), Read(headers, "X-Business-Use-Case-Usage", byAsset: true));
        return app.Share is null && account is { Share: null, Minutes: null }
            ? None
            : new MetaUsage(app.Percent, account.Percent, account.Minutes is > 0 and var minutes ? TimeSpan.FromMinutes(Math.Min(minutes, Day)) : null);
    }

    private static Figures Read(HttpResponseHeaders headers, string name, bool byAsset)
    {
        if (!headers.NonValidated.TryGetValues(name, out var values))
            return default;
        var text = values.Count == 1 ? values.ToString() : string.Join<string>(',', values);
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= Usual ? stackalloc byte[Usual] : new byte[most];
        var json = new Utf8JsonReader(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        try
        {
            json.Read();
            var figures = byAsset ? OfAssets(ref json) : OfUse(ref json);
            json.Read();        // to the end: with anything behind it, all of it cannot be read
            return figures;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;     // the answer itself counts; a header that cannot be read says nothing
        }
    }

    private static Figures OfAssets(ref Utf8JsonReader json)
    {
        var highest = default(Figures);
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return highest;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                highest = highest.Or(OfUse(ref json));
        }

        return highest;
    }

    /// <summary>One object of figures; where one comes twice the last counts.</summary>
    private static Figures OfUse(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return default;
        }

        double? calls = null, time = null, cpuTime = null, minutes = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("call_count"u8))
                calls = Number(ref json);
            else if (json.ValueTextEquals("total_time"u8))
                time = Number(ref json);
            else if (json.ValueTextEquals("total_cputime"u8))
                cpuTime = Number(ref json);
            else if (json.ValueTextEquals("estimated_time_to_regain_access"u8))
                minutes = Number(ref json);
            else
                json.Skip();
        }

        return new Figures(Higher(Higher(calls, time), cpuTime), minutes);
    }

    /// <summary>The value of the property the reader stands at; null when it is no number.</summary>
    private static double? Number(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number)
            return json.TryGetDouble(out var number) ? number : null;
        json.Skip();
        return null;
    }

    private static double? Higher(double? one, double? other) => one is null || other > one ? other : one;

    /// <summary>What a header says, or one object of it.</summary>
    /// <param name="Share">The highest of its shares.</param>
    /// <param name="Minutes">Until it may be called again.</param>
    private readonly record struct Figures(double? Share, double? Minutes)
    {
        public int? Percent => Share is { } share ? (int)Math.Clamp(share, 0, 1000) : null;

        public Figures Or(Figures other) => new(Higher(Share, other.Share), Higher(Minutes, other.Minutes));
    }
}
