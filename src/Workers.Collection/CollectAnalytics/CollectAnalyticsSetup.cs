using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>Wires the collection of figures.</summary>
internal static class CollectAnalyticsSetup
{
    /// <summary>Adds the schedule and the handler of its items.</summary>
    public static WebApplicationBuilder AddCollectAnalytics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CollectAnalyticsSql>();
        builder.Services.AddSingleton<MetricRefusalSql>();
        builder.AddJobItems<CollectAnalyticsHandler>(Topics.Collection);
        return builder.AddSchedule<CollectAnalyticsSchedule>(CollectAnalyticsSchedule.Default);
    }
}
