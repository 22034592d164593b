using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.WarnPostsAtRisk;

/// <summary>Wires the warnings of posts at risk.</summary>
internal static class WarnPostsAtRiskSetup
{
    /// <summary>Adds the schedule.</summary>
    public static WebApplicationBuilder AddWarnPostsAtRisk(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WarnPostsAtRiskSql>();
        return builder.AddSchedule<WarnPostsAtRiskSchedule>(WarnPostsAtRiskSchedule.Default);
    }
}
