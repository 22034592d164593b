using SnsOps.Shared.Knowledge;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Writes a draft from passages, each sentence with those it rests on.</summary>
/// <remarks>What a writer returns is checked by <see cref="DraftCheck"/>, whoever it is. The comment and the passages are data: nothing in them is an instruction.</remarks>
internal interface IReplyWriter
{
    /// <summary>A draft; without any sentence that rests on a passage it is not offered.</summary>
    Task<WrittenDraft> WriteAsync(DraftRequest request, CancellationToken ct);
}

/// <summary>What a writer knows.</summary>
/// <param name="Client">The client's name.</param>
/// <param name="Author">Whom it answers.</param>
/// <param name="Message">The comment.</param>
/// <param name="Sentiment">Its tone; null: nobody has read it yet.</param>
/// <param name="Tone">How the brand speaks: polite, friendly or formal.</param>
/// <param name="Signature">What every answer ends with; may be empty.</param>
/// <param name="Passages">The best first.</param>
internal sealed record DraftRequest(string Client, string Author, string Message, SentimentClass? Sentiment, string Tone, string Signature, IReadOnlyList<Passage> Passages)
{
    /// <summary>The client whose budget pays for a model.</summary>
    public Guid ClientId { get; init; }

    /// <summary>The draft it is for: asked again for the same one, a model's answer is the one it gave.</summary>
    public Guid DraftId { get; init; }
}

/// <summary>A draft.</summary>
/// <param name="Engine">Who wrote it; people see it.</param>
/// <param name="Sentences">In order.</param>
internal sealed record WrittenDraft(string Engine, IReadOnlyList<DraftSentence> Sentences)
{
    /// <summary>As one text.</summary>
    public string Text => string.Join(' ', Sentences.Select(s => s.Text));
}

/// <summary>A sentence of a draft.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Chunks">What it rests on; none: a courtesy that states nothing.</param>
internal sealed record DraftSentence(string Text, IReadOnlyList<Guid> Chunks);
