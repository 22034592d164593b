using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Scheduling;

/// <summary>How schedules are kept. Section "Scheduling"; a job's interval can be set with <c>Schedules:&lt;name&gt;:Every</c>.</summary>
public sealed class ScheduleOptions
{
    /// <summary>Seconds between looks for missing firings and runs of dead owners.</summary>
    [Range(0.2, 3600)] public double CatchUpSeconds { get; init; } = 60;

    /// <summary>Seconds between looks for runs that people asked for.</summary>
    [Range(0.2, 60)] public double AskedSeconds { get; init; } = 2;

    /// <summary>A firing this many seconds after its instant counts as caught up, not as on time.</summary>
    [Range(1, 3600)] public double LateAfterSeconds { get; init; } = 30;
}
