using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Lanes;

/// <summary>How often rows are looked for without Kafka. Section "Lanes".</summary>
public sealed class LaneOptions
{
    /// <summary>Seconds between sweeps.</summary>
    [Range(0.1, 60)] public double SweepSeconds { get; init; } = 2;

    /// <summary>A row that has waited this many seconds for its nudge is claimed straight from PostgreSQL.</summary>
    [Range(0.1, 300)] public double OverdueSeconds { get; init; } = 5;
}
