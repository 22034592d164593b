using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>When a token is exchanged for a new one. Section "Tokens".</summary>
internal sealed class RefreshOptions
{
    /// <summary>Grants that end within so many days are refreshed: long enough that a weekend's outage kills no account.</summary>
    [Range(1, 59)] public double RefreshWithinDays { get; init; } = 7;

    /// <summary>How long one refresh holds its account. Longer than the longest wait for Meta's answer (Meta:TimeoutSeconds).</summary>
    [Range(5, 3600)] public double LeaseSeconds { get; init; } = 120;
}
