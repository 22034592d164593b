using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Wires the drafts of answers.</summary>
internal static class DraftRepliesSetup
{
    /// <summary>Adds the handler of its items the writer that asks models, and the embedded one behind it.</summary>
    public static WebApplicationBuilder AddDraftReplies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DraftReplySql>();
        builder.Services.AddSingleton<QuotingReplyWriter>();
        builder.Services.AddSingleton<IReplyWriter, ModelReplyWriter>();
        builder.AddJobItems<DraftReplyHandler>(Topics.Ai);
        return builder;
    }
}
