namespace SnsOps.Api.Auth;

/// <summary>How an API key looks: <c>sno_</c> and 43 characters of 256 random bits. The beginning is for people and for scanners of leaked secrets.</summary>
internal static class ApiKeyText
{
    private const string Mark = "sno_";

    /// <summary>How much of a key is kept to tell it from others.</summary>
    public const int StartLength = 12;

    /// <summary>Is this one of ours, rather than an access token?</summary>
    public static bool IsOne(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>A new one.</summary>
    public static string New() => Mark + SessionSql.NewSecret();

    /// <summary>As it is stored: it is random, so a plain hash will do.</summary>
    public static byte[] Hash(string key) => SessionSql.Hash(key);
}
