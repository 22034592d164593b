using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>Every minute: clients whose comments of the last hours are more negative than is usual for them, and incidents nobody has taken.</summary>
/// <remarks>A crisis-class comment alarms as it is scored, without waiting for this.</remarks>
internal sealed class DetectCrisisSchedule(JobDefinition definition, SurgeDetector surges, Escalations escalations) : IScheduledJob
{
    /// <summary>Every minute; a minute nobody ran is covered by the next, as it looks back for hours.</summary>
    public static JobDefinition Default { get; } = new("detect-crisis", Grid.Every(TimeSpan.FromMinutes(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        // What is known already first, and neither keeps the other from being done.
        var escalating = escalations.EscalateAsync(ct);
        await Task.WhenAny(escalating);
        var detecting = surges.DetectAsync(ct);
        await Task.WhenAll(escalating, detecting);
        return new { raised = await detecting, escalated = await escalating };
    }
}
