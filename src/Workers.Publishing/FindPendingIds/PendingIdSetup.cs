using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.FindPendingIds;

internal static class PendingIdSetup
{
    public static void AddFindPendingIds(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<PendingIdOptions>("PendingIds");
        builder.Services.AddSingleton<PendingIdSql>();
        builder.Services.AddSingleton<ISweep, PendingIdSweep>();
    }
}
