using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>When negative comments are a surge: both conditions must hold. Section "DetectCrisis".</summary>
internal sealed class DetectCrisisOptions
{
    /// <summary>Comments posted within so many minutes are looked at.</summary>
    [Range(1, 1440)] public int WindowMinutes { get; init; } = 60;

    /// <summary>So many of them must be negative.</summary>
    [Range(1, 100_000)] public int MinNegatives { get; init; } = 10;

    /// <summary>And at least this share of those that have a score.</summary>
    [Range(0.01, 1)] public double MinShare { get; init; } = 0.6;

    /// <summary>After somebody has taken an incident, minutes of quiet about the same storm.</summary>
    [Range(0, 10_080)] public int CoolDownMinutes { get; init; } = 360;
}
