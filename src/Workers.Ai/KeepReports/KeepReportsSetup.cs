using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.KeepReports;

/// <summary>Wires the care for reports that are made.</summary>
internal static class KeepReportsSetup
{
    /// <summary>Adds the schedule and the handler of its items; the Api asks for some, too.</summary>
    public static WebApplicationBuilder AddKeepReports(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeepReportsSql>();
        builder.AddJobItems<RestateReportHandler>(Topics.Reports);
        return builder.AddSchedule<KeepReportsSchedule>(KeepReportsSchedule.Default);
    }
}
