using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Workers.Ai.KeepReports;

/// <summary>Every hour: reports whose turn it is to be counted again (a day after they were last), those that lack their PDF, and those that nobody works on any more.</summary>
internal sealed class KeepReportsSchedule(JobDefinition definition, KeepReportsSql reports, ReportsOptions options, NudgeProducer nudges) : IScheduledJob
{
    /// <summary>It looks at how things stand, so missed firings are one.</summary>
    public static JobDefinition Default { get; } = new("keep-reports", Grid.Every(TimeSpan.FromHours(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var planned = await reports.PlanAsync(run.ScheduledFor, options.RestateDays, ct);
        foreach (var (id, clientId) in planned)
            nudges.Send(Topics.Reports, Kinds.JobItemReady, clientId, id);
        return new { planned = planned.Count, given_up = await reports.GiveUpAsync(ct) };
    }
}
