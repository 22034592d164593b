using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>Hourly: one item for each account whose grant ends soon.</summary>
internal sealed class RefreshExpiringTokensSchedule(JobDefinition definition, RefreshExpiringTokensSql accounts, JobItemPlanner planner) : IScheduledJob
{
    /// <summary>Name of the job and of its items.</summary>
    public const string Name = "refresh-expiring-tokens";

    /// <summary>One look finds all that expire, so missed firings become one.</summary>
    public static JobDefinition Default { get; } = new(Name, Grid.Every(TimeSpan.FromHours(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var expiring = await accounts.ExpiringAsync(ct);
        return new { expiring = expiring.Length, planned = await planner.PlanChosenAsync(run, Topics.Collection, expiring, "{}", ct) };
    }
}
