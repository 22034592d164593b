using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.CheckAnalytics;

/// <summary>Every night: some of each account's kept figures are read again at their source and compared.</summary>
internal sealed class CheckAnalyticsSchedule(JobDefinition definition, JobItemPlanner planner) : IScheduledJob
{
    /// <summary>Name of the job and of its items.</summary>
    public const string Name = "check-analytics";

    private static readonly string[] Platforms = ["instagram", "facebook", "youtube"];

    /// <summary>A sample of today says nothing of yesterday: missed ones become one.</summary>
    public static JobDefinition Default { get; } = new(Name, Grid.Cron("0 40 4 * * ?", "Asia/Seoul"), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct) => new { planned = await planner.PlanAccountsAsync(run, Topics.Collection, Platforms, "{}", ct) };
}
