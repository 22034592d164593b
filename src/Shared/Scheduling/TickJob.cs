using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace SnsOps.Shared.Scheduling;

/// <summary>What Quartz fires, in every replica: asks the keeper to turn the instant into a run.</summary>
[DisallowConcurrentExecution]
internal sealed partial class TickJob(ScheduleKeeper keeper, ILogger<TickJob> logger) : IJob
{
    /// <inheritdoc />
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var job = context.JobDetail.Key.Name;
        try
        {
            await keeper.TickAsync(job, context.ScheduledFireTimeUtc, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogTickFailed(e, job);      // the keeper's own loop makes up for it
        }
    }

    [LoggerMessage(6006, LogLevel.Warning, "{JobKey} could not fire; it will be caught up", EventName = "TriggerMisfired")]
    private partial void LogTickFailed(Exception e, string jobKey);
}
