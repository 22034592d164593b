using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.ReadBackPublications;

internal static class ReadBackPublicationsSetup
{
    public static void AddReadBackPublications(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ReadBackOptions>("ReadBack");
        builder.Services.AddSingleton<ReadBackPublicationsSql>();
        builder.Services.AddSingleton<PostReader>();
        builder.Services.AddSingleton<ISweep, ReadBackPublicationsSweep>();
    }
}
