using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.WatchBuildUps;

/// <summary>Wires the counting of hours and the detection of slow build-ups.</summary>
internal static class WatchBuildUpsSetup
{
    /// <summary>Adds the schedule.</summary>
    public static WebApplicationBuilder AddWatchBuildUps(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BuildUpSql>();
        builder.Services.AddSingleton<BuildUpDetector>();
        return builder.AddSchedule<WatchBuildUpsSchedule>(WatchBuildUpsSchedule.Default);
    }
}
