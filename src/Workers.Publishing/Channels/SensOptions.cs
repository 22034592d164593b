using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>NAVER Cloud SENS, which takes our text messages. Section "Sens"; without a service id none is sent.</summary>
internal sealed class SensOptions
{
    /// <summary>Scheme and host.</summary>
    [Required, Url] public string BaseUrl { get; init; } = "https://sens.apigw.ntruss.com";

    /// <summary>Such as ncp:sms:kr:000000000000:name.</summary>
    public string ServiceId { get; init; } = "";

    /// <summary>Of the account's API key.</summary>
    public string AccessKey { get; init; } = "";

    /// <summary>Its secret.</summary>
    public string SecretKey { get; init; } = "";

    /// <summary>A number that was registered with NAVER, digits only.</summary>
    [RegularExpression(@"(\d{8,12})?")] public string From { get; init; } = "";

    /// <summary>Longest wait for an answer, in seconds. A message past it is unknown, not failed.</summary>
    [Range(0.5, 120)] public double TimeoutSeconds { get; init; } = 15;

    /// <summary>Calls within a minute.</summary>
    [Range(1, 100_000)] public int PerMinute { get; init; } = 600;
}
