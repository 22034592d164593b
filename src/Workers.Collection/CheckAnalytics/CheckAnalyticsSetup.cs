using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.CheckAnalytics;

/// <summary>Wires the nightly look at the sources.</summary>
internal static class CheckAnalyticsSetup
{
    /// <summary>Adds the schedule and the handler of its items, with section "CheckAnalytics".</summary>
    public static WebApplicationBuilder AddCheckAnalytics(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<CheckAnalyticsOptions>("CheckAnalytics");
        builder.Services.AddSingleton<CheckAnalyticsSql>();
        builder.AddJobItems<CheckAnalyticsHandler>(Topics.Collection);
        return builder.AddSchedule<CheckAnalyticsSchedule>(CheckAnalyticsSchedule.Default);
    }
}
