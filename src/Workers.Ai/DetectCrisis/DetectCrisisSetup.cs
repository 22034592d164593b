using SnsOps.Shared.Hosting;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>Wires the detection of surges.</summary>
internal static class DetectCrisisSetup
{
    /// <summary>Adds the schedule.</summary>
    public static WebApplicationBuilder AddDetectCrisis(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<DetectCrisisOptions>("DetectCrisis");
        builder.Services.AddSingleton<DetectCrisisSql>();
        builder.Services.AddSingleton<SurgeDetector>();
        builder.Services.AddSingleton<Escalations>();
        return builder.AddSchedule<DetectCrisisSchedule>(DetectCrisisSchedule.Default);
    }
}
