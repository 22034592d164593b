using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.IndexKnowledge;

/// <summary>Wires the indexing of documents.</summary>
internal static class IndexKnowledgeSetup
{
    /// <summary>Adds the handler of its items and the schedule that misses none.</summary>
    public static WebApplicationBuilder AddIndexKnowledge(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IndexKnowledgeSql>();
        builder.AddJobItems<IndexKnowledgeHandler>(Topics.Reports);
        return builder.AddSchedule<IndexKnowledgeSchedule>(IndexKnowledgeSchedule.Default);
    }
}
