namespace SnsOps.Workers.Collection.Figures;

/// <summary>A figure there is, as the catalogue has it.</summary>
/// <param name="Level">account or post.</param>
/// <param name="Name">Our word.</param>
/// <param name="Source">Which kind of read gives it.</param>
/// <param name="WireName">The platform's word.</param>
/// <param name="Formats">Of posts that have it, with commas between; empty: all.</param>
/// <param name="Period">now, day or lifetime.</param>
/// <param name="Breakdown">The dimension its parts are told by.</param>
/// <param name="MinVersion">Of the Graph API.</param>
internal sealed record Metric(string Level, string Name, string Source, string WireName, string Formats, string Period, string? Breakdown, int? MinVersion)
{
    /// <summary>Whether posts of a format have it.</summary>
    public bool IsOf(string format) => Formats.Length == 0 || Formats.Split(',').Contains(format);
}

/// <summary>A figure a platform refused before.</summary>
/// <param name="Level">account or post.</param>
/// <param name="WireName">The platform's word.</param>
/// <param name="Format">Of the posts; empty: any.</param>
/// <param name="Reason">retired or not_supported_for_format.</param>
internal sealed record KnownRefusal(string Level, string WireName, string Format, string Reason);

/// <summary>A figure a platform has just refused.</summary>
internal sealed record NewRefusal(Metric Metric, string Format, string Reason, string Error);

/// <summary>Why a figure is null. Never a zero.</summary>
internal static class NullReason
{
    /// <summary>The platform left it out.</summary>
    public const string NotAvailable = "not_available";

    /// <summary>It comes a day or two late.</summary>
    public const string NotYet = "not_yet";

    /// <summary>The platform tells it from a certain number of people on.</summary>
    public const string TooFew = "too_few";

    /// <summary>Posts of this format do not have it.</summary>
    public const string NotForFormat = "not_supported_for_format";

    /// <summary>The platform tells it no more.</summary>
    public const string Retired = "retired";

    /// <summary>The grant lacks the permission.</summary>
    public const string Permission = "permission";

    /// <summary>The account hides it.</summary>
    public const string Hidden = "hidden";

    /// <summary>It is switched off, as comments below a video.</summary>
    public const string Disabled = "disabled";

    /// <summary>The configured version of the API is older than it.</summary>
    public const string NotInVersion = "not_in_version";

    /// <summary>We were down, and what was then cannot be asked for any more.</summary>
    public const string NotObserved = "not_observed";
}
