using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Knowledge;

/// <summary>What makes vectors. Section "Embedding".</summary>
public sealed class EmbeddingOptions
{
    /// <summary>embedded (no key, no network) or openai.</summary>
    [RegularExpression("^(embedded|openai)$")] public string Provider { get; init; } = "embedded";

    /// <summary>Of OpenAI, or of what speaks its wire format.</summary>
    [Required, Url] public string BaseUrl { get; init; } = "https://api.openai.com/v1";

    /// <summary>Secret.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>A model that takes <c>dimensions</c>.</summary>
    [Required] public string Model { get; init; } = "text-embedding-3-small";

    /// <summary>How much a vector's nearness counts beside the words.</summary>
    [Range(0, 1)] public double Share { get; init; } = 1;

    /// <summary>Until a call is given up.</summary>
    [Range(1, 120)] public double TimeoutSeconds { get; init; } = 20;
}
