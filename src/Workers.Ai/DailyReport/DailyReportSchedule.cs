using System.Text.Json;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Reports;
using SnsOps.Shared.Scheduling;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>08:00 in Seoul: one item per client. Each missed morning of the last 24 h gets its own report, marked late.</summary>
internal sealed class DailyReportSchedule(JobDefinition definition, JobItemPlanner planner) : IScheduledJob
{
    /// <summary>Name of the job and of its items.</summary>
    public const string Name = ReportJobs.Daily;

    /// <summary>A report is about one day, so missed ones are not merged.</summary>
    public static JobDefinition Default { get; } = new(Name, Grid.Cron("0 0 8 * * ?", ReportPeriod.Zone), MissedFirings.EachWithinADay);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var input = JsonSerializer.Serialize(new DailyReportInput(run.Late));
        return new { planned = await planner.PlanClientsAsync(run, Topics.Reports, input, ct), day = ReportPeriod.DayBefore(run.ScheduledFor).To, late = run.Late };
    }
}
