using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.RateLimits;

/// <summary>How many calls a minute an instance of the Api takes from one caller; as many may come at once. Section "RateLimits".</summary>
public sealed class RateLimitOptions
{
    /// <summary>Of a person.</summary>
    [Range(1, 100_000_000)] public int UserPerMinute { get; init; } = 6000;

    /// <summary>Of an API key.</summary>
    [Range(1, 100_000_000)] public int KeyPerMinute { get; init; } = 600;

    /// <summary>Of an address nobody has signed in from: links of approvals, failed sign-ins.</summary>
    [Range(1, 100_000_000)] public int AnonymousPerMinute { get; init; } = 1200;
}
