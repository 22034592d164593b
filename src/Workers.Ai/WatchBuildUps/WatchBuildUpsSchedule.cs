using SnsOps.Shared.Scheduling;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.WatchBuildUps;

/// <summary>Every hour: counts what came in the hours before, and looks for storms that rise too slowly to stand out in any of them.</summary>
internal sealed class WatchBuildUpsSchedule(JobDefinition definition, HourCounts counts, BuildUpDetector buildUps) : IScheduledJob
{
    /// <summary>Everything is counted anew once a day, in the quiet of the night (04:00 in Seoul).</summary>
    private const int RecountUtcHour = 19;

    /// <summary>Every full hour; one nobody ran is covered by the next.</summary>
    public static JobDefinition Default { get; } = new("watch-build-ups", Grid.Every(TimeSpan.FromHours(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var hours = await counts.CountAsync(run.ScheduledFor.UtcDateTime.Hour == RecountUtcHour, ct);
        return new { hours, raised = await buildUps.DetectAsync(ct) };
    }
}
