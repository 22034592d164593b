using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>Every minute: clients whose comments of the last hour are mostly negative. A crisis-class comment alarms as it is scored, without waiting for this.</summary>
internal sealed class DetectCrisisSchedule(JobDefinition definition, SurgeDetector surges) : IScheduledJob
{
    /// <summary>Every minute; a minute nobody ran is covered by the next, as it looks back an hour.</summary>
    public static JobDefinition Default { get; } = new("detect-crisis", Grid.Every(TimeSpan.FromMinutes(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct) => new { raised = await surges.DetectAsync(ct) };
}
