using SnsOps.Shared.Live;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.WarnPostsAtRisk;

/// <summary>Every five minutes: posts that will not go out for want of a token, told 72, 24 and 1 hour before, once per account and horizon.</summary>
internal sealed class WarnPostsAtRiskSchedule(JobDefinition definition, WarnPostsAtRiskSql posts, LiveEvents live) : IScheduledJob
{
    /// <summary>One look finds all that is at risk, so missed firings become one.</summary>
    public static JobDefinition Default { get; } = new("warn-posts-at-risk", Grid.Every(TimeSpan.FromMinutes(5)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var (told, solved) = await posts.WarnAsync(ct);
        if (told > 0)
            live.Announce();
        return new { told, solved };
    }
}
