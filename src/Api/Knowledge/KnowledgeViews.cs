using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Knowledge;

/// <remarks>Kind: faq, guideline or manual. MediaType: text/plain (when left out), text/markdown or text/csv; a PDF is uploaded as a file.</remarks>
public sealed record NewKnowledge(
    [Required, AllowedValues("faq", "guideline", "manual", ErrorMessage = "kind must be faq, guideline or manual")] string? Kind,
    [Required, MaxLength(300)] string? Title,
    [Required] string? Text,
    [AllowedValues("text/plain", "text/markdown", "text/csv", null, ErrorMessage = "media_type must be text/plain, text/markdown or text/csv")] string? MediaType = null);

/// <remarks>
/// State: waiting (this version is not found yet; an earlier one may be), indexed or failed, with the reason in Error.
/// Text: of a document that is asked for by its id; null in lists, and of a PDF that nobody has read yet. Embedder: whose vectors it has.
/// </remarks>
public sealed record KnowledgeView(
    Guid Id, Guid ClientId, string Kind, string Title, string MediaType, int Version, string State, string? Error, int ChunkCount, string? Embedder, DateTimeOffset? IndexedAt,
    Guid CreatedBy, DateTimeOffset CreatedAt, Guid UpdatedBy, DateTimeOffset UpdatedAt, string? Text);

/// <remarks>HasBasis: the best passage has enough of what was asked to answer from. Embedder: whose vectors took part; null: only words did.</remarks>
public sealed record KnowledgeFindings(IReadOnlyList<PassageView> Items, bool HasBasis, string? Embedder);

/// <remarks>Coverage: the share of what was asked that the passage has. Nearness: of its vector to the question's.</remarks>
public sealed record PassageView(Guid ChunkId, Guid DocumentId, string Kind, int ChunkIndex, string Heading, string Text, double Score, double Coverage, double Nearness);
