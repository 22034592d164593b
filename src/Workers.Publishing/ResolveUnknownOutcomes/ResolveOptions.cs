using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>When a look that found nothing counts. Section "Resolve".</summary>
internal sealed class ResolveOptions
{
    /// <summary>A platform may still make a post visible this many seconds after the send's deadline.</summary>
    [Range(0, 86_400)] public double HorizonSeconds { get; init; } = 120;

    /// <summary>Two complete looks must be at least this many seconds apart before absence counts.</summary>
    [Range(0, 86_400)] public double AbsenceSeconds { get; init; } = 60;

    /// <summary>Seconds until the second look; doubles up to a minute.</summary>
    [Range(0.1, 60)] public double LookSeconds { get; init; } = 3;

    /// <summary>After so many looks a person is asked even though none of them could read the platform's listing.</summary>
    [Range(1, 10_000)] public int UnclearLooks { get; init; } = 20;

    /// <summary>A video the platform is still processing this many minutes after it was sent is asked about.</summary>
    [Range(1, 1440)] public double UnderWayMinutes { get; init; } = 120;

    /// <summary>Looks under way at once.</summary>
    [Range(1, 500)] public int Capacity { get; init; } = 32;
}
