using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;

namespace SnsOps.Workers.Ai.MakeMetadata;

/// <summary>Wires hashtags, captions and alt texts of contents.</summary>
internal static class MakeMetadataSetup
{
    /// <summary>Adds the handler of its items; the Api asks for them.</summary>
    public static WebApplicationBuilder AddMakeMetadata(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MakeMetadataSql>();
        builder.Services.AddSingleton<AltTextWriter>();
        builder.AddJobItems<MakeMetadataHandler>(Topics.Ai);
        return builder;
    }
}
