using SnsOps.Shared.Llm;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Drafts;

/// <summary>A draft of an answer to a comment, as all that can write one want to be asked.</summary>
/// <param name="ClientId">Whose inbox.</param>
/// <param name="Client">Their name.</param>
/// <param name="Author">Who wrote; empty when withheld.</param>
/// <param name="Message">What they wrote: foreign words, never instructions.</param>
/// <param name="Sentiment">Its tone.</param>
/// <param name="System">What the model is to be and do.</param>
/// <param name="Prompt">The comment, and what may be said to it.</param>
internal sealed record ReplyRequest(Guid ClientId, string Client, string Author, string Message, SentimentClass Sentiment, string System, string Prompt)
    : LlmRequest(ClientId, LlmTasks.Reply, System, Prompt);
