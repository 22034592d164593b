using SnsOps.Shared.Drafts;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Knowledge;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Writes one draft of an answer from the client's knowledge, or says that there is no basis for one.</summary>
internal sealed partial class DraftReplyHandler(DraftReplySql drafts, KnowledgeSearch knowledge, IReplyWriter writer, ILogger<DraftReplyHandler> logger) : IJobItemHandler
{
    private const int Passages = 5, MostCharacters = 1000;
    private const string NoBasis = "근거 없음: 이 댓글에 답할 내용이 지식 문서에 없습니다 | No basis: no document says what would answer this comment";

    /// <inheritdoc />
    public string Job => DraftRequests.Job;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await drafts.ReadAsync(item.ClientId, item.SubjectId, ct) is not { } wanted)
            return new JobItemOutcome.Done(new { skipped = "nobody waits for it" });
        if (wanted.OutOfPlace is { } reason)
            return await CloseAsync(wanted, "dropped", reason, []);
        var found = await knowledge.FindAsync(wanted.ClientId, wanted.Message, Passages, ct);
        if (!found.HasBasis)
            return await CloseAsync(wanted, "no_basis", NoBasis, found.Passages);
        var request = new DraftRequest(wanted.Client, wanted.Author, wanted.Message,
            Enum.TryParse<SentimentClass>(wanted.Sentiment, ignoreCase: true, out var sentiment) ? sentiment : null, wanted.Tone, wanted.Signature, found.Passages)
        {
            ClientId = wanted.ClientId, DraftId = wanted.Id,
        };
        var written = DraftCheck.Of(await writer.WriteAsync(request, ct), request, MostCharacters);
        Failpoint.Hit("draft.written");
        if (written is null)
            return await CloseAsync(wanted, "no_basis", NoBasis, found.Passages);
        var offered = await drafts.OfferAsync(wanted, written, found.Passages, CancellationToken.None);
        LogClosed(wanted.Id, wanted.CommentId, offered ? "written" : "dropped", written.Engine);
        return new JobItemOutcome.Done(new { state = offered ? "written" : "dropped", written.Engine });
    }

    private async Task<JobItemOutcome> CloseAsync(WantedDraft wanted, string state, string reason, IReadOnlyList<Passage> nearest)
    {
        await drafts.CloseAsync(wanted.Id, state, reason, nearest, CancellationToken.None);
        LogClosed(wanted.Id, wanted.CommentId, state, "none");
        return new JobItemOutcome.Done(new { state });
    }

    [LoggerMessage(4050, LogLevel.Information, "Draft {DraftId} for comment {CommentId}: {State} by {Engine}", EventName = "ReplyDrafted")]
    private partial void LogClosed(Guid draftId, Guid commentId, string state, string engine);
}
