using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Contacts;

/// <summary>How addresses are shown to be somebody's. Section "Contacts".</summary>
internal sealed class ContactOptions
{
    /// <summary>Where people open the page, such as https://ops.example.com; empty: Connect:RedirectBaseUrl, or on this machine the address a request came by.</summary>
    public string PageUrl { get; init; } = "";

    /// <summary>A link in a mail opens for so many hours.</summary>
    [Range(0.01, 168)] public double LinkHours { get; init; } = 24;

    /// <summary>Six digits are good for so many seconds.</summary>
    [Range(1, 3600)] public double CodeSeconds { get; init; } = 180;

    /// <summary>Proofs one user may ask for within an hour.</summary>
    [Range(1, 10_000)] public int AskedPerHour { get; init; } = 10;

    /// <summary>Proofs that may be sent to one address within an hour, whoever asks.</summary>
    [Range(1, 10_000)] public int SentPerHour { get; init; } = 5;
}
