using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>How Google's APIs are reached. Section "Google".</summary>
public sealed class GoogleOptions
{
    /// <summary>Scheme and host of the YouTube Data API; upload sessions elsewhere are not followed.</summary>
    [Required, Url] public string ApiBaseUrl { get; init; } = "https://www.googleapis.com";

    /// <summary>Where people sign in.</summary>
    [Required, Url] public string AuthorizeUrl { get; init; } = "https://accounts.google.com/o/oauth2/v2/auth";

    /// <summary>Scheme and host of the YouTube Analytics API.</summary>
    [Required, Url] public string AnalyticsBaseUrl { get; init; } = "https://youtubeanalytics.googleapis.com";

    /// <summary>Where access tokens are minted.</summary>
    [Required, Url] public string TokenUrl { get; init; } = "https://oauth2.googleapis.com/token";

    /// <summary>The project's OAuth client.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Its secret.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Longest wait for one answer, in seconds. A write past it is unknown, not failed.</summary>
    [Range(1, 600)] public double TimeoutSeconds { get; init; } = 60;

    /// <summary>Longest time for sending one chunk of a file, in seconds.</summary>
    [Range(1, 7200)] public double ChunkTimeoutSeconds { get; init; } = 600;

    /// <summary>Of a video, in megabytes: what is sent again at most when a chunk's answer is lost.</summary>
    [Range(1, 256)] public int ChunkMegabytes { get; init; } = 8;

    /// <summary>The project's uploads a day.</summary>
    [Range(1, 1_000_000)] public int UploadsPerDay { get; init; } = 100;

    /// <summary>The project's quota a day, in units, for everything but uploads.</summary>
    [Range(1, 100_000_000)] public int UnitsPerDay { get; init; } = 10_000;

    /// <summary>The project's queries of the YouTube Analytics API a day.</summary>
    [Range(1, 100_000_000)] public int ReportsPerDay { get; init; } = 10_000;
}
