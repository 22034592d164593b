using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Publishing.ScanScheduledPosts;

internal static class ScanScheduledPostsSetup
{
    public static void AddScanScheduledPosts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ScanScheduledPostsSql>();
        builder.AddSchedule<ScanScheduledPostsSchedule>(ScanScheduledPostsSchedule.Default);
    }
}
