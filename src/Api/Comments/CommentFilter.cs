namespace SnsOps.Api.Comments;

/// <summary>Which comments are wanted.</summary>
/// <param name="Clients">The caller's, or the one asked for.</param>
/// <param name="AccountId">Only of this account.</param>
/// <param name="Platform">Only of this platform.</param>
/// <param name="Sentiment">Only of this class, or <see cref="Unscored"/>.</param>
/// <param name="Folded">Folded search text, or null.</param>
/// <param name="From">Posted at or after.</param>
/// <param name="To">Posted before.</param>
/// <param name="State">visible, hidden or deleted; null: all.</param>
internal sealed record CommentFilter(
    Guid[] Clients, Guid? AccountId, string? Platform, string? Sentiment, string? Folded, DateTimeOffset? From, DateTimeOffset? To, string? State)
{
    /// <summary>Those no model has read yet.</summary>
    public const string Unscored = "unscored";
}
