using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Every 5 minutes, and at start when a firing was missed: one item per active account whose comments can be read.</summary>
internal sealed class SyncCommentsSchedule(JobDefinition definition, JobItemPlanner planner) : IScheduledJob
{
    /// <summary>Name of the job and of its items.</summary>
    public const string Name = "sync-comments";

    private static readonly string[] Platforms = ["instagram", "facebook"];

    /// <summary>A sync reads everything there is, so one run makes up for all that were missed.</summary>
    public static JobDefinition Default { get; } = new(Name, Grid.Every(TimeSpan.FromMinutes(5)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct) =>
        new { planned = await planner.PlanAccountsAsync(run, Topics.Collection, Platforms, "{}", ct) };
}
