using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.ReadBackEffects;

/// <summary>When what was sent is looked at afterwards. Section "ReadBack".</summary>
internal sealed class ReadBackOptions
{
    /// <summary>Seconds from being published to the first look.</summary>
    [Range(0, 86_400)] public double FirstSeconds { get; init; } = 120;

    /// <summary>Seconds from being published to the second look, which only posts have.</summary>
    [Range(0, 604_800)] public double SecondSeconds { get; init; } = 3600;

    /// <summary>Seconds until a look that told nothing, or found nothing, is repeated.</summary>
    [Range(0.1, 3600)] public double RepeatSeconds { get; init; } = 30;

    /// <summary>After so many looks that told nothing it stays unclear.</summary>
    [Range(1, 100)] public int UnclearLooks { get; init; } = 5;

    /// <summary>Looks under way at once.</summary>
    [Range(1, 500)] public int Capacity { get; init; } = 16;
}
