using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>Wires the daily report.</summary>
internal static class DailyReportSetup
{
    /// <summary>Adds the schedule and the handler of its items.</summary>
    public static WebApplicationBuilder AddDailyReport(this WebApplicationBuilder builder)
    {
        builder.AddJobItems<DailyReportHandler>(Topics.Reports);
        return builder.AddSchedule<DailyReportSchedule>(DailyReportSchedule.Default);
    }
}
