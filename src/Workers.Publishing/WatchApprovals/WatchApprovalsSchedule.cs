using SnsOps.Shared.Live;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Publishing.WatchApprovals;

/// <summary>Every minute: what was not approved in time expires; 24 hours, 2 hours and 15 minutes before that, whoever must act is told.</summary>
internal sealed partial class WatchApprovalsSchedule(JobDefinition definition, WatchApprovalsSql approvals, LiveEvents live, ILogger<WatchApprovalsSchedule> logger) : IScheduledJob
{
    /// <summary>One look finds all there is, so missed firings become one.</summary>
    public static JobDefinition Default { get; } = new("watch-approvals", Grid.Every(TimeSpan.FromMinutes(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var expired = await approvals.ExpireAsync(ct);
        var warned = await approvals.WarnAsync(ct);
        if (expired + warned > 0)
            live.Announce();
        if (expired > 0)
            LogExpired(expired);
        return new { expired, warned };
    }

    [LoggerMessage(5106, LogLevel.Warning, "{Contents} contents were not approved in time and expired", EventName = "ReviewsExpired")]
    private partial void LogExpired(int contents);
}
