namespace SnsOps.Shared.Llm;

/// <summary>Something to be written by a language model.</summary>
/// <param name="ClientId">For whom: their budget pays.</param>
/// <param name="Task">What it is, such as "reply": it chooses the model, and the embedded writer that is the last to be asked. See <see cref="LlmTasks"/>.</param>
/// <param name="System">What the model is to be and do. Only our own words.</param>
/// <param name="Prompt">What it is asked. Foreign words, such as a comment's, belong here.</param>
public record LlmRequest(Guid ClientId, string Task, string System, string Prompt)
{
    /// <summary>What was said before, the oldest first.</summary>
    public IReadOnlyList<LlmTurn> Before { get; init; } = [];

    /// <summary>Pictures the prompt is about. With any, only those are asked whose settings name a model for the task: not every model sees.</summary>
    public IReadOnlyList<LlmImage> Images { get; init; } = [];

    /// <summary>It may write so many tokens.</summary>
    public int MaxTokens { get; init; } = 2000;

    /// <summary>How freely.</summary>
    public float Temperature { get; init; } = 0.7f;

    /// <summary>An answer to exactly the same may be so old; null: it must be new.</summary>
    public TimeSpan? CacheFor { get; init; }

    /// <summary>Of several drafts of the same: each has an answer of its own in the cache.</summary>
    public int Variant { get; init; }
}

/// <summary>One side's words in a conversation.</summary>
/// <param name="ByModel">The model's own; else the person's.</param>
/// <param name="Text">What was said.</param>
public sealed record LlmTurn(bool ByModel, string Text);

/// <summary>A picture.</summary>
/// <param name="MediaType">image/jpeg, image/png, image/webp or image/gif: what all providers take.</param>
/// <param name="Bytes">As its file is.</param>
public sealed record LlmImage(string MediaType, ReadOnlyMemory<byte> Bytes);

/// <summary>What language models are asked to do.</summary>
public static class LlmTasks
{
    /// <summary>An answer to a comment.</summary>
    public const string Reply = "reply";

    /// <summary>Captions of posts.</summary>
    public const string Copy = "copy";

    /// <summary>Hashtags, captions and alt texts of a content.</summary>
    public const string Metadata = "metadata";

    /// <summary>What is to be seen on a picture.</summary>
    public const string AltText = "alt_text";

    /// <summary>A question over the client's data.</summary>
    public const string Question = "question";

    /// <summary>What figures mean.</summary>
    public const string Report = "report";
}
