using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace SnsOps.Api.Copy;

/// <remarks>
/// Platform and Format: whose limits hold; without a format the platform's usual one. Title, Body, Keywords, Link: the only facts that may be said.
/// Drafts: 1 to 5, by default 3. Tone: instead of the client's.
/// </remarks>
public sealed record NewCopy(
    [Required, AllowedValues("instagram", "facebook", "youtube", ErrorMessage = "platform must be instagram, facebook or youtube")] string? Platform,
    [Required, MaxLength(300)] string? Title,
    [MaxLength(40)] string? Format = null,
    [MaxLength(5000)] string? Body = null,
    [MaxLength(20)] string[]? Keywords = null,
    [Url, MaxLength(2000)] string? Link = null,
    [Range(1, 5)] int? Drafts = null,
    [AllowedValues("polite", "friendly", "formal", null, ErrorMessage = "tone must be polite, friendly or formal")] string? Tone = null);

/// <remarks>
/// State: waiting, written or failed; Reason says why it failed. Drafts: [{text, engine, notes}], all within the limits and the client's rules; notes say what was mended.
/// Engine: "embedded-copy" is the embedded writer. Notes: what was dropped and why. Likeness: mean share of two-letter pieces that two drafts have in common, without what each must say; at most 0.6.
/// </remarks>
public sealed record CopyView(
    Guid Id, Guid ClientId, string State, JsonNode Brief, JsonNode Limits, IReadOnlyList<string> Banned, IReadOnlyList<string> Required, string Tone, int Wanted, JsonNode Drafts, IReadOnlyList<string> Hashtags,
    JsonNode Notes, double? Likeness, string? Engine, string? Reason, Guid AskedBy, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt);

/// <remarks>Banned: never said, however written. Required: said word for word in every caption. Tone: polite, friendly or formal.</remarks>
public sealed record NewCopyRules(
    [Required, MaxLength(200)] string[]? Banned,
    [Required, MaxLength(10)] string[]? Required,
    [Required, AllowedValues("polite", "friendly", "formal", ErrorMessage = "tone must be polite, friendly or formal")] string? Tone);

public sealed record CopyRules
{
    public required Guid ClientId { get; init; }
    public string[] Banned { get; init; } = [];
    public string[] Required { get; init; } = [];
    public string Tone { get; init; } = "polite";
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <remarks>
/// State: none, waiting or made. Metadata: {caption, hashtags, alt_texts: [{media_id, text, basis, engine?}], alt_text_basis, alt_text_engine, engine, content_version, notes, made_at, …}.
/// Basis "metadata": nobody has looked at the picture; "picture": a model has, and engine names it; of all texts together "mixed" where they differ. Notes also say why a picture was not looked at.
/// IsStale: the content was edited since.
/// </remarks>
public sealed record ContentMetadataView(Guid ContentId, string State, JsonNode? Metadata, bool IsStale, DateTimeOffset? AskedAt);
