using SnsOps.Shared.Kafka;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Workers.Ai.KeepReports;

/// <summary>Every hour: reports whose turn it is to be counted again (a day after they were last), those that lack their PDF, mornings without their report, and those that nobody works on any more.</summary>
internal sealed class KeepReportsSchedule(JobDefinition definition, KeepReportsSql reports, ReportsOptions options, NudgeProducer nudges, LiveEvents live) : IScheduledJob
{
    /// <summary>It looks at how things stand, so missed firings are one.</summary>
    public static JobDefinition Default { get; } = new("keep-reports", Grid.Every(TimeSpan.FromHours(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var planned = await reports.PlanAsync(run.ScheduledFor, options.RestateDays, ct);
        var revived = await reports.ReviveDailyAsync(ct);
        foreach (var (id, clientId) in planned.Concat(revived))
            nudges.Send(Topics.Reports, Kinds.JobItemReady, clientId, id);
        var (lost, givenUp) = (await reports.TellLostAsync(ct), await reports.GiveUpAsync(ct));
        if (lost + givenUp > 0)
            live.Announce();
        return new { planned = planned.Count, revived = revived.Count, lost, given_up = givenUp };
    }
}
