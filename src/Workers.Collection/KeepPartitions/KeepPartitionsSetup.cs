using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.KeepPartitions;

/// <summary>Wires the nightly housekeeping.</summary>
internal static class KeepPartitionsSetup
{
    /// <summary>Adds the schedule.</summary>
    public static WebApplicationBuilder AddKeepPartitions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeepPartitionsSql>();
        return builder.AddSchedule<KeepPartitionsSchedule>(KeepPartitionsSchedule.Default);
    }
}
