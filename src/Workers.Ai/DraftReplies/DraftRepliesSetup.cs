using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Wires the drafts of answers.</summary>
internal static class DraftRepliesSetup
{
    /// <summary>Adds the handler of its items and the embedded writer.</summary>
    public static WebApplicationBuilder AddDraftReplies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DraftReplySql>();
        builder.Services.AddSingleton<IReplyWriter, QuotingReplyWriter>();
        builder.AddJobItems<DraftReplyHandler>(Topics.Ai);
        return builder;
    }
}
