using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>An attempt whose outcome is unknown, claimed for one look.</summary>
/// <param name="Id">Attempt.</param>
/// <param name="SubjectKind">publication, reply or comment_action.</param>
/// <param name="Step">post, reply, first_comment or action.</param>
/// <param name="SubjectId">The row that was sent.</param>
/// <param name="AccountId">Where it went.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="Format">A publication's.</param>
/// <param name="Thread">Of a reply, the platform's id of the comment it hangs on; of a first comment, of the post.</param>
/// <param name="Parts">What the platform gave for a publication's files ahead of time, by position, with commas.</param>
/// <param name="HasVideo">A publication with a video among its files.</param>
/// <param name="Fingerprint">What a listing must show.</param>
/// <param name="Handle">The platform's handle, if it has one.</param>
/// <param name="HandleAt">Since when, as far as its publication still knows.</param>
/// <param name="ArmedAt">Not before then.</param>
/// <param name="SendDeadline">Not sent after then.</param>
/// <param name="Lookups">Looks so far, this one included.</param>
/// <param name="AbsentSince">The first complete look that found nothing.</param>
/// <param name="Now">The database's time at the claim.</param>
internal sealed record UnknownAttempt(
    Guid Id, string SubjectKind, string Step, Guid SubjectId, Guid AccountId, string Platform, string? Format, string? Thread, string? Parts, bool HasVideo, string Fingerprint, string? Handle,
    DateTimeOffset? HandleAt, DateTimeOffset ArmedAt, DateTimeOffset SendDeadline, int Lookups, DateTimeOffset? AbsentSince, DateTimeOffset Now)
{
    /// <summary>Platforms' clocks differ from ours by no more than this.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>The link to the post that a person gave.</summary>
    public string? PostUrl { get; init; }

    /// <summary>It was public by then; null: it may be that it is not yet.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The kind of row it sent.</summary>
    public EffectSubject Subject => EffectSubject.Of(SubjectKind, Step);

    /// <summary>It is a comment on the post itself, not an answer to one.</summary>
    public bool OnPost => Subject == EffectSubject.FirstComment;

    /// <summary>What a listing shows from here on may be of this attempt, or of one before it with the same container. A story has no words to know it by: only what is near in time is it.</summary>
    public DateTimeOffset Since => (Platform == "instagram" && Format != "instagram_story" && HandleAt is { } made && made < ArmedAt ? made : ArmedAt) - Skew;
}
