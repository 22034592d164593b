using SnsOps.Shared.Llm;

namespace SnsOps.Workers.Ai.Drafts;

/// <summary>Wires the embedded writer of answers.</summary>
internal static class DraftsSetup
{
    /// <summary>Adds it as the last link of the gateway for answers.</summary>
    public static WebApplicationBuilder AddDrafts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IEmbeddedWriter, EmbeddedReplyLink>();
        return builder;
    }
}
