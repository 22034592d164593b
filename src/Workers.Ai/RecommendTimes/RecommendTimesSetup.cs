using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.RecommendTimes;

/// <summary>Wires the recommendation of times.</summary>
internal static class RecommendTimesSetup
{
    /// <summary>Adds the schedule.</summary>
    public static WebApplicationBuilder AddRecommendTimes(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RecommendTimesSql>();
        builder.Services.AddSingleton<TimeRecommender>();
        return builder.AddSchedule<RecommendTimesSchedule>(RecommendTimesSchedule.Default);
    }
}
