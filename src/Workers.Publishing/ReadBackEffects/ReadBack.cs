namespace SnsOps.Workers.Publishing.ReadBackEffects;

/// <summary>One look at something that was made visible, or taken away; taken by this process.</summary>
/// <param name="SubjectKind">publication, reply or comment_action.</param>
/// <param name="SubjectId">Whose effect.</param>
/// <param name="Number">1: soon after it was there; a post has a second, an hour later.</param>
/// <param name="AccountId">Where it stands.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="PlatformId">Of what was made; null where nothing new was.</param>
/// <param name="Looks">Looks so far, this one included.</param>
/// <param name="WasAbsent">The look before found nothing.</param>
/// <param name="IsDayLate">It has been due for more than a day.</param>
internal sealed record ReadBack(string SubjectKind, Guid SubjectId, int Number, Guid AccountId, string Platform, string? PlatformId, int Looks, bool WasAbsent, bool IsDayLate)
{
    /// <summary>What kind of thing it is.</summary>
    public ReadBackSubject Subject => ReadBackSubject.Of(SubjectKind);
}

/// <summary>What a look showed: a closed set.</summary>
internal abstract record View
{
    private View()
    {
    }

    /// <summary>It is as it was made.</summary>
    public sealed record Seen(string? PostUrl) : View;

    /// <summary>It is not as it was made: the platform knows no such thing, or does not show it. One such answer proves nothing: the same error is sometimes given for what is there.</summary>
    public sealed record Absent(string Reason) : View;

    /// <summary>The look itself failed.</summary>
    public sealed record Unclear(string Reason) : View
    {
        /// <summary>There was no look: it may be taken then.</summary>
        public TimeSpan? HeldBackFor { get; init; }
    }
}
