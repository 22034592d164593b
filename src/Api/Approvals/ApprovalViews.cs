using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace SnsOps.Api.Approvals;

/// <remarks>Steps: staff (one approval, by anybody who reviews) or staff_then_client (the agency first, then the client).</remarks>
public sealed record ApprovalPolicyView(Guid ClientId, string Steps, DateTimeOffset? UpdatedAt);

public sealed record NewApprovalPolicy([Required, AllowedValues("staff", "staff_then_client", ErrorMessage = "steps must be staff or staff_then_client")] string? Steps);

/// <summary>What waits for a decision.</summary>
/// <remarks>
/// Step: whose turn it is: staff or client. DueAt: the time it was submitted for. ReviewUntil: not approved by then, it expires. MayApprove: the caller's turn, and not their own.
/// Why: why they may not, own or turn. HeldFor: the reason of a hold in force; approved, it waits until that is lifted. Links: links that let somebody decide on it now. ApprovedBefore: there is something to compare with.
/// </remarks>
public sealed record WaitingReview(
    Guid ContentId, Guid ClientId, string ClientName, string Title, int Version, string Step, Guid AuthorId, string AuthorName, DateTimeOffset? SubmittedAt,
    DateTimeOffset? DueAt, string? TimeZone, DateTimeOffset? ReviewUntil, bool MayApprove, string? Why, string? HeldFor, int Links, bool ApprovedBefore, DateTimeOffset SortAt);

/// <summary>A decision on several contents.</summary>
/// <remarks>Decision: approve or request_changes, which needs a comment.</remarks>
public sealed record ReviewBatch(
    [Required, AllowedValues("approve", "request_changes", ErrorMessage = "decision must be approve or request_changes")] string? Decision,
    [Required, MinLength(1), MaxLength(100)] ReviewBatchItem[]? Items, [MaxLength(4000)] string? Comment);

/// <remarks>Version: what was seen.</remarks>
public sealed record ReviewBatchItem([Required] Guid? ContentId, [Required] int? Version);

public sealed record ReviewBatchAnswer(IReadOnlyList<ReviewOutcome> Items);

/// <remarks>State: what it is by now; null: no such content. Code, Detail, DetailEn: why it was refused.</remarks>
public sealed record ReviewOutcome(Guid ContentId, bool Done, string? State, string? Step, string? Code, string? Detail, string? DetailEn);

/// <summary>One thing that happened in a content's review.</summary>
/// <remarks>Act: submitted, passed (the client is next), approved, changes_requested, edited or expired. ByLink: the recipient of the link by which it was decided.</remarks>
public sealed record ReviewEntry(Guid Id, DateTimeOffset At, string Act, string? Step, int Version, string? ByName, string? ByLink, string? Comment, string? Seal);

/// <summary>What is different from what was decided on last.</summary>
/// <remarks>Since: the last approval; without one the last decision; null: nobody has decided yet, so all of it is new.</remarks>
public sealed record ContentDiffView(Guid ContentId, int Version, ReviewEntry? Since, IReadOnlyList<FieldDiff> Fields, FilesDiff? Media, AccountsDiff? Accounts, TimeDiff? Time);

/// <remarks>Field: title, body, link, first_comment, or such as variants.facebook.body. Parts: the text in order.</remarks>
public sealed record FieldDiff(string Field, string? Before, string? After, IReadOnlyList<DiffPart> Parts);

/// <remarks>Op: same, removed or added.</remarks>
public sealed record DiffPart(string Op, string Text);

public sealed record FilesDiff(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, bool Reordered);
public sealed record AccountsDiff(IReadOnlyList<JsonNode> Added, IReadOnlyList<JsonNode> Removed);
public sealed record TimeDiff(DateTimeOffset? Before, DateTimeOffset? After);

/// <summary>A content as it will be posted, account by account.</summary>
public sealed record ContentPreview(Guid ContentId, int Version, IReadOnlyList<PostPreview> Posts);

/// <remarks>Format: null when none fits. Link: where the post shows one. Problems: the rules it breaks, each in Korean and English. Files open for an hour.</remarks>
public sealed record PostPreview(
    Guid AccountId, string Platform, string AccountName, string? Format, string? Title, string Text, string? Link, IReadOnlyList<string> Tags, string? FirstComment,
    IReadOnlyList<PreviewFile> Files, IReadOnlyList<string> Problems);

public sealed record PreviewFile(string Url, string Type, int? Width, int? Height, int? DurationMs);

/// <remarks>Recipient: whom it is sent to, as reviews will name them. Hours: how long it opens, 72 by default.</remarks>
public sealed record NewApprovalLink(
    [Required, MinLength(1), MaxLength(50)] Guid[]? ContentIds, [Required, MaxLength(100)] string? Recipient, [Range(1, 30 * 24)] int? Hours);

/// <remarks>Url: shown this once; the token in it is kept nowhere.</remarks>
public sealed record MadeApprovalLink(Guid Id, string Url, DateTimeOffset ExpiresAt);

/// <remarks>State: open, expired or revoked.</remarks>
public sealed record ApprovalLinkView(
    Guid Id, Guid ClientId, string Recipient, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? OpenedAt, string State)
{
    /// <summary>What it shows.</summary>
    public IReadOnlyList<Guid> ContentIds { get; init; } = [];
}
