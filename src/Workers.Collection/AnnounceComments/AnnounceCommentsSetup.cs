using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Collection.AnnounceComments;

/// <summary>Wires the telling of comments that were not scored in time.</summary>
internal static class AnnounceCommentsSetup
{
    /// <summary>Adds the sweep.</summary>
    public static WebApplicationBuilder AddAnnounceComments(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<AnnounceCommentsOptions>("AnnounceComments");
        builder.Services.AddSingleton<ISweep, AnnounceCommentsSweep>();
        return builder;
    }
}
