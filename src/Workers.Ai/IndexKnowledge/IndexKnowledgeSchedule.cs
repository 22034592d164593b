using SnsOps.Shared.Kafka;
using SnsOps.Shared.Knowledge;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.IndexKnowledge;

/// <summary>Every ten minutes: documents that an edit's own item has left behind, all of them after another embedder was chosen; and the index over vectors, once it pays.</summary>
internal sealed class IndexKnowledgeSchedule(JobDefinition definition, IndexKnowledgeSql documents, IEmbedder embedder, KnowledgeOptions options, NudgeProducer nudges) : IScheduledJob
{
    /// <summary>It looks at how things stand, so missed firings are one.</summary>
    public static JobDefinition Default { get; } = new("keep-knowledge", Grid.Every(TimeSpan.FromMinutes(10)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var planned = await documents.PlanAsync(run.ScheduledFor, embedder.Id, ct);
        foreach (var (id, clientId) in planned)
            nudges.Send(Topics.Reports, Kinds.JobItemReady, clientId, id);
        return new { planned = planned.Count, index_made = await documents.EnsureVectorIndexAsync(options.ExactBelow, ct) };
    }
}
