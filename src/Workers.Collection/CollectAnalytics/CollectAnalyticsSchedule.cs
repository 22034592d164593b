using System.Text.Json;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>Hourly: one item per active account. After an outage one run asks for all the time that was missed.</summary>
internal sealed class CollectAnalyticsSchedule(JobDefinition definition, JobItemPlanner planner) : IScheduledJob
{
    /// <summary>Name of the job and of its items.</summary>
    public const string Name = "collect-analytics";

    private static readonly string[] Platforms = ["instagram", "facebook", "youtube"];

    /// <summary>Figures can only be observed now, so missed firings become one.</summary>
    public static JobDefinition Default { get; } = new(Name, Grid.Every(TimeSpan.FromHours(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var input = JsonSerializer.Serialize(new CollectAnalyticsInput(run.MissedSince));
        return new { planned = await planner.PlanAccountsAsync(run, Topics.Collection, Platforms, input, ct), missed_since = run.MissedSince };
    }
}
