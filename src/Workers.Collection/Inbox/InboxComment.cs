namespace SnsOps.Workers.Collection.Inbox;

/// <summary>A comment as a platform shows it, or what a webhook says of one.</summary>
/// <param name="Id">The platform's.</param>
/// <param name="PostId">Below which post.</param>
/// <param name="ParentId">The comment it answers.</param>
/// <param name="Author">Name or user name; empty when withheld.</param>
/// <param name="AuthorId">The platform's id of the author; often withheld.</param>
/// <param name="Message">The text; empty for a sticker, null when nothing is said of it.</param>
/// <param name="PostedAt">Null when the platform does not say.</param>
internal sealed record InboxComment(string Id, string PostId, string? ParentId, string Author, string? AuthorId, string? Message, DateTimeOffset? PostedAt)
{
    /// <summary>Who sees it; null when nothing is said of that: one of <see cref="Sight"/>.</summary>
    public string? SeenAs { get; init; }

    /// <summary>It is not there any more.</summary>
    public bool IsGone { get; init; }
}

/// <summary>Who sees a comment.</summary>
internal static class Sight
{
    /// <summary>Everybody.</summary>
    public const string Shown = "shown";

    /// <summary>The account has hidden it.</summary>
    public const string Hidden = "hidden";

    /// <summary>It awaits a moderator.</summary>
    public const string Held = "held";

    /// <summary>The platform takes it for spam.</summary>
    public const string Spam = "spam";
}

/// <summary>Whose inbox.</summary>
/// <param name="Id">Account.</param>
/// <param name="ClientId">Its client.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
internal sealed record InboxAccount(Guid Id, Guid ClientId, string Platform);

/// <summary>How something came to be known.</summary>
/// <param name="Way">sync or webhook.</param>
/// <param name="At">The comments were so at this time: what is known of a later one stays.</param>
internal sealed record Arrival(string Way, DateTimeOffset At)
{
    /// <summary>Read from the platform by a call that began then.</summary>
    public static Arrival BySync(DateTimeOffset asked) => new("sync", asked);

    /// <summary>Told by an event. Events are timed to the second, so one is as late as its second ends.</summary>
    public static Arrival ByWebhook(DateTimeOffset second) => new("webhook", second + TimeSpan.FromMilliseconds(999));
}

/// <summary>What was changed.</summary>
/// <param name="New">Comments we did not have.</param>
/// <param name="Edited">Comments that say something else now.</param>
/// <param name="Gone">Comments that are not there any more, or were never seen before they went.</param>
/// <param name="Turned">Comments that were hidden, shown again, or are back.</param>
internal sealed record StoredComments(int New, int Edited, int Gone, int Turned)
{
    /// <summary>Nothing.</summary>
    public static StoredComments None { get; } = new(0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public static StoredComments operator +(StoredComments a, StoredComments b) => new(a.New + b.New, a.Edited + b.Edited, a.Gone + b.Gone, a.Turned + b.Turned);
}
