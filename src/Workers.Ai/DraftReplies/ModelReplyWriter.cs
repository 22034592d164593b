using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Has a language model write what answers the comment, if there is one to ask; else, or if its answer is no good, the embedded writer quotes, and is named.</summary>
internal sealed partial class ModelReplyWriter(LlmGateway gateway, LlmLinks links, QuotingReplyWriter quotes, ILogger<ModelReplyWriter> logger) : IReplyWriter
{
    /// <inheritdoc />
    public async Task<WrittenDraft> WriteAsync(DraftRequest request, CancellationToken ct)
    {
        var facts = request.Passages.Where(p => p.Kind != "guideline").ToList();
        if (!links.Any || facts.Count == 0)
            return await quotes.WriteAsync(request, ct);
        if (await gateway.GenerateAsync(ModelReplyPrompt.Of(request, facts), ct) is not LlmAnswer.Written { Response: { IsEmbedded: false } response })
        {
            LogQuoted(request.DraftId, "unanswered");
            return await quotes.WriteAsync(request, ct);
        }

        if (ModelReplyAnswer.Read(response.Content, facts) is not { } sentences)
        {
            LogQuoted(request.DraftId, "unreadable");
            return await quotes.WriteAsync(request, ct);
        }

        // A model that says the passages do not answer is believed: so there is no basis.
        return new WrittenDraft(response.Engine, sentences.Count == 0 ? [] : Courtesies.Around(request, sentences));
    }

    [LoggerMessage(4060, LogLevel.Warning, "The embedded writer wrote draft {DraftId}: the model's answer was {Trouble}", EventName = "DraftQuotedInstead")]
    private partial void LogQuoted(Guid draftId, string trouble);
}
