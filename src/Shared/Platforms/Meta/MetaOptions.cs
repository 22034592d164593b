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

    /// <summary>Longest wait for one answer, in seconds. A write past it is unknown, not failed.</summary>
    [Range(1, 600)] public double TimeoutSeconds { get; init; } = 60;

    /// <summary>Longest time for sending a whole file, in seconds.</summary>
    [Range(1, 7200)] public double UploadTimeoutSeconds { get; init; } = 1500;

    /// <summary>The only other host that is sent a file, and with it a token.</summary>
    [Required] public string UploadHost { get; init; } = "rupload.facebook.com";
}
