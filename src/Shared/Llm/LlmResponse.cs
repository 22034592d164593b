using System.Text.Json.Serialization;

namespace SnsOps.Shared.Llm;

/// <summary>What was written, by whom and at what price.</summary>
/// <param name="Content">The text.</param>
/// <param name="ModelUsed">As its provider calls it; of the embedded writer, its name.</param>
/// <param name="Provider">Who answered.</param>
/// <param name="TokensUsed">Asked and written, by the provider's count where there is one.</param>
/// <param name="LatencyMs">From the request to the last word.</param>
/// <param name="ConfidenceScore">None of the providers gives one.</param>
public sealed record LlmResponse(string Content, string ModelUsed, LlmProvider Provider, int TokensUsed, int LatencyMs, double? ConfidenceScore = null)
{
    /// <summary>What staff see as the text's origin, such as "openai/gpt-4o" or "embedded-template".</summary>
    public required string Engine { get; init; }

    /// <summary>No model wrote this: none could be asked, or none answered.</summary>
    public bool IsEmbedded => Provider == LlmProvider.Embedded;

    /// <summary>It was kept from an earlier request.</summary>
    public bool IsFromCache { get; init; }

    /// <summary>The model wanted to write more than it was allowed to.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>Its row in the ledger.</summary>
    public Guid RequestId { get; init; }

    /// <summary>Why those before it did not answer, in the order they were asked.</summary>
    public IReadOnlyList<LlmMiss> Misses { get; init; } = [];
}

/// <summary>A provider that did not answer.</summary>
/// <param name="Provider">By the name it is configured under.</param>
/// <param name="Error">Why.</param>
public sealed record LlmMiss(string Provider, LlmError Error);

/// <summary>Who can write.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LlmProvider>))]
public enum LlmProvider
{
    /// <summary>OpenAI.</summary>
    [JsonStringEnumMemberName("openai")] OpenAi,

    /// <summary>Anthropic.</summary>
    [JsonStringEnumMemberName("anthropic")] Anthropic,

    /// <summary>Google.</summary>
    [JsonStringEnumMemberName("google")] Google,

    /// <summary>A server of one's own that speaks as OpenAI does.</summary>
    [JsonStringEnumMemberName("self_hosted")] SelfHosted,

    /// <summary>No model: what SnsOps itself writes without one.</summary>
    [JsonStringEnumMemberName("embedded")] Embedded,
}

/// <summary>How a request ended.</summary>
public abstract record LlmAnswer
{
    private LlmAnswer()
    {
    }

    /// <summary>It was written.</summary>
    public sealed record Written(LlmResponse Response) : LlmAnswer;

    /// <summary>It broke off after part of it was shown. Nobody else goes on with it: a person may ask again.</summary>
    public sealed record Truncated(LlmResponse Partial, LlmError Error) : LlmAnswer;

    /// <summary>Nobody wrote anything, and nothing embedded writes such things.</summary>
    public sealed record Unanswered(IReadOnlyList<LlmMiss> Misses, Guid RequestId) : LlmAnswer;
}

/// <summary>What a request in parts tells.</summary>
public abstract record LlmEvent
{
    private LlmEvent()
    {
    }

    /// <summary>The next part of the text.</summary>
    public sealed record Piece(string Text) : LlmEvent;

    /// <summary>The last event.</summary>
    public sealed record Ended(LlmAnswer Answer) : LlmEvent;
}
