using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>How Meta's Graph API is reached. Section "Meta".</summary>
public sealed class MetaOptions
{
    /// <summary>Scheme and host.</summary>
    [Required, Url] public string BaseUrl { get; init; } = "https://graph.facebook.com";

    /// <summary>Graph API version; an expired one is answered by another (header <c>facebook-api-version</c>).</summary>
    [RegularExpression(@"v\d+\.\d+")] public string ApiVersion { get; init; } = "v25.0";

    /// <summary>The app's id, for token exchange.</summary>
    public string AppId { get; init; } = "";

    /// <summary>The app's secret: token exchange and <c>appsecret_proof</c>.</summary>
    public string AppSecret { get; init; } = "";

    /// <summary>Where people sign in with Facebook: scheme and host.</summary>
    [Required, Url] public string LoginUrl { get; init; } = "https://www.facebook.com";

    /// <summary>Where people sign in with Instagram alone, without a page: scheme and host.</summary>
    [Required, Url] public string InstagramLoginUrl { get; init; } = "https://www.instagram.com";

    /// <summary>Where the code of that sign-in is exchanged.</summary>
    [Required, Url] public string InstagramTokenUrl { get; init; } = "https://api.instagram.com";

    /// <summary>The Graph API of accounts connected that way.</summary>
    [Required, Url] public string InstagramBaseUrl { get; init; } = "https://graph.instagram.com";

    /// <summary>The app's id for Instagram Login; empty: that sign-in is not offered.</summary>
    public string InstagramAppId { get; init; } = "";

    /// <summary>Its secret.</summary>
    public string InstagramAppSecret { get; init; } = "";

    /// <summary>Longest wait for one answer, in seconds. A write past it is unknown, not failed.</summary>
    [Range(1, 600)] public double TimeoutSeconds { get; init; } = 60;

    /// <summary>Longest time for sending a whole file, in seconds.</summary>
    [Range(1, 7200)] public double UploadTimeoutSeconds { get; init; } = 1500;

    /// <summary>The only other host that is sent a file, and with it a token.</summary>
    [Required] public string UploadHost { get; init; } = "rupload.facebook.com";

    /// <summary>Calls of the app within an hour for each connected account, until the usage headers show that there are more.</summary>
    [Range(1, 1_000_000)] public int CallsPerUserHour { get; init; } = 200;

    /// <summary>Calls on one account within an hour, until the usage headers show that there are more.</summary>
    [Range(1, 100_000_000)] public int AccountCallsPerHour { get; init; } = 200;

    /// <summary>An Instagram account whose post the platform blocked as spam posts nothing for so many hours: going on extends the block. 0: it goes on.</summary>
    [Range(0, 720)] public double BlockedHours { get; init; } = 24;

    /// <summary>Instagram's limit of containers per account within 24 hours; the platform does not tell how many are used.</summary>
    [Range(1, 1_000_000)] public int ContainersPerDay { get; init; } = 400;

    /// <summary>Facebook's limit of reels per page within 24 hours; the platform does not tell how many are used.</summary>
    [Range(1, 1_000_000)] public int ReelsPerDay { get; init; } = 30;
}
