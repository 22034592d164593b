using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.ReadBackEffects;

internal static class ReadBackSetup
{
    public static void AddReadBackEffects(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ReadBackOptions>("ReadBack");
        builder.Services.AddSingleton<ReadBackSql>();
        builder.Services.AddSingleton<PostReader>();
        builder.Services.AddSingleton<CommentReader>();
        builder.Services.AddSingleton<ISweep, ReadBackSweep>();
    }
}
