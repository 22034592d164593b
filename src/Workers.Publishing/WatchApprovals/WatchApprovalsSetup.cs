using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Publishing.WatchApprovals;

internal static class WatchApprovalsSetup
{
    public static void AddWatchApprovals(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WatchApprovalsSql>();
        builder.AddSchedule<WatchApprovalsSchedule>(WatchApprovalsSchedule.Default);
    }
}
