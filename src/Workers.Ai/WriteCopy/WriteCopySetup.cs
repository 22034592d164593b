using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;

namespace SnsOps.Workers.Ai.WriteCopy;

/// <summary>Wires captions on demand.</summary>
internal static class WriteCopySetup
{
    /// <summary>Adds the handler of its items; the Api asks for them.</summary>
    public static WebApplicationBuilder AddWriteCopy(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WriteCopySql>();
        builder.AddJobItems<WriteCopyHandler>(Topics.Ai);
        return builder;
    }
}
