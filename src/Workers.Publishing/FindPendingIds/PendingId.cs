using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.FindPendingIds;

/// <summary>A publication that is out and has no id, taken for one look.</summary>
/// <param name="Id">Publication.</param>
/// <param name="AccountId">Where it is.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="Format">As what.</param>
/// <param name="Parts">What the platform gave for its files ahead of time, by position, with commas.</param>
/// <param name="HasVideo">One of its files is a video.</param>
/// <param name="Text">For this platform.</param>
/// <param name="Handle">What the platform knew it by before it was public.</param>
/// <param name="PublishedAt">Not before then.</param>
/// <param name="WrittenAt">When it was known to be out.</param>
/// <param name="PostUrl">The link to it that a person gave.</param>
/// <param name="Looks">Looks so far, this one included.</param>
/// <param name="Now">The database's time at the claim.</param>
internal sealed record PendingId(
    Guid Id, Guid AccountId, string Platform, string Format, string? Parts, bool HasVideo, string Text, string? Handle, DateTimeOffset PublishedAt, DateTimeOffset WrittenAt, string? PostUrl,
    int Looks, DateTimeOffset Now)
{
    /// <summary>It can be looked for: videos and stories are asked for by their handle.</summary>
    public bool HasTrace => Handle is not null || Platform == "instagram" || Format is "facebook_text" or "facebook_photo" or "facebook_multi_photo";

    /// <summary>What sent it, as far as it is still known.</summary>
    public UnknownAttempt AsAttempt => new(Id, "publication", "post", Id, AccountId, Platform, Format, null, Parts, HasVideo, Fingerprints.Of(Text), Handle, PublishedAt, PublishedAt, Looks, null, Now)
    {
        PostUrl = PostUrl,
        NotAfter = WrittenAt + UnknownAttempt.Skew,
    };
}
