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
/// <param name="HandleAt">Since when.</param>
/// <param name="PublishedAt">Not before then.</param>
/// <param name="WrittenAt">When it was known to be out.</param>
/// <param name="PostUrl">The link to it that a person gave.</param>
/// <param name="Looks">Looks so far, this one included.</param>
/// <param name="Now">The database's time at the claim.</param>
internal sealed record PendingId(
    Guid Id, Guid AccountId, string Platform, string Format, string? Parts, bool HasVideo, string Text, string? Handle, DateTimeOffset? HandleAt, DateTimeOffset PublishedAt, DateTimeOffset WrittenAt, string? PostUrl,
    int Looks, DateTimeOffset Now)
{
    /// <summary>A story has no words: what came long after it is not it, and what is gone must not make another one the only one.</summary>
    private static readonly TimeSpan StoryNear = TimeSpan.FromMinutes(5), StoryLife = TimeSpan.FromHours(23);

    /// <summary>It can be looked for: videos and stories of pages are asked for by their handle.</summary>
    public bool HasTrace => IsWordless ? Now < PublishedAt + StoryLife : Handle is not null || Platform == "instagram" || Format is "facebook_text" or "facebook_photo" or "facebook_multi_photo";

    /// <summary>It is looked for in vain for two days, and what kept us from looking has not ended.</summary>
    public bool IsOld => Now > WrittenAt + TimeSpan.FromDays(2);

    private bool IsWordless => Format == "instagram_story" && PostUrl is null;

    /// <summary>What sent it, as far as it is still known.</summary>
    public UnknownAttempt AsAttempt => new(Id, "publication", "post", Id, AccountId, Platform, Format, null, Parts, HasVideo, Fingerprints.Of(Text), Handle, HandleAt, PublishedAt, PublishedAt, Looks, null, Now)
    {
        PostUrl = PostUrl,
        NotAfter = IsWordless && PublishedAt + StoryNear < WrittenAt ? PublishedAt + StoryNear : WrittenAt + UnknownAttempt.Skew,
    };
}
