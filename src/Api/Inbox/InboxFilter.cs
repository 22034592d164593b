using System.Globalization;
using SnsOps.Api.Auth;
using SnsOps.Api.Comments;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Inbox;

/// <summary>Which comments of the inbox are wanted.</summary>
/// <param name="Clients">The caller's, or the one asked for.</param>
/// <param name="State">open, answered, done, snoozed or all.</param>
/// <param name="Sentiment">Only of this class, or <see cref="CommentFilter.Unscored"/>.</param>
/// <param name="Platform">Only of this platform.</param>
/// <param name="AccountId">Only of this account.</param>
/// <param name="AssigneeId">Only theirs.</param>
/// <param name="Unassigned">Only nobody's.</param>
/// <param name="From">Posted at or after.</param>
/// <param name="To">Posted before.</param>
/// <param name="Folded">Folded search text, or null.</param>
internal sealed record InboxFilter(
    Guid[] Clients, string State, string? Sentiment, string? Platform, Guid? AccountId, Guid? AssigneeId, bool Unassigned, DateTimeOffset? From, DateTimeOffset? To, string? Folded)
{
    private static readonly string[] Platforms = ["instagram", "facebook", "youtube"];
    private static readonly string[] States = ["open", "answered", "done", "snoozed", "all"];
    private static readonly string[] Sentiments = ["positive", "neutral", "negative", "crisis", CommentFilter.Unscored];

    /// <summary>Reads what a call asks for.</summary>
    public static (InboxFilter? Filter, Refusal? Refused) Read(InboxQuery query, Caller caller)
    {
        if (query.State is { } state && !States.Contains(state))
            return Refuse("state", States);
        if (query.Sentiment is { } sentiment && !Sentiments.Contains(sentiment))
            return Refuse("sentiment", Sentiments);
        if (query.Platform is { } platform && !Platforms.Contains(platform))
            return Refuse("platform", Platforms);
        if (query.Q is { Length: > 200 })
            return (null, ProblemKinds.Invalid.Because("검색어는 200자까지입니다", "q may have up to 200 characters"));
        Guid? assignee = null;
        if (query.Assignee is "me")
            assignee = caller.UserId;
        else if (query.Assignee is not (null or "none"))
        {
            if (!Guid.TryParse(query.Assignee, out var user))
                return (null, ProblemKinds.Invalid.Because("assignee는 me, none 또는 사용자 ID여야 합니다", "assignee must be me, none or a user's id"));
            assignee = user;
        }
        return (new InboxFilter(caller.Bounded(query.ClientId), query.State ?? "open", query.Sentiment, query.Platform, query.AccountId, assignee, query.Assignee is "none", query.From, query.To, SearchText.Fold(query.Q)), null);

        static (InboxFilter?, Refusal?) Refuse(string name, string[] known) => (null, ProblemKinds.Invalid.Because($"{name} 값이 올바르지 않습니다", $"{name} must be one of " + string.Join(", ", known)));
    }
}

/// <summary>The filters of a call as they came.</summary>
internal sealed record InboxQuery(
    Guid? ClientId, string? State, string? Sentiment, string? Platform, Guid? AccountId, string? Assignee, DateTimeOffset? From, DateTimeOffset? To, string? Q);

/// <summary>A place in the queue: after a comment in its class.</summary>
/// <param name="Tier">0 crisis, 1 negative, 2 nobody has read it yet, 3 the rest; 0 where the order is by time alone.</param>
/// <param name="At">What the order within the class is by.</param>
/// <param name="Id">The comment.</param>
internal sealed record InboxPlace(int Tier, DateTimeOffset At, Guid Id)
{
    /// <summary>As a page token has it.</summary>
    public Cursor ToCursor() => new(At, string.Create(CultureInfo.InvariantCulture, $"{Tier}|{Id}"));

    /// <summary>Reads a page's beginning; null and true: the first page; false: the token is of another list.</summary>
    public static bool TryRead(Cursor? cursor, out InboxPlace? place)
    {
        place = null;
        if (cursor is null)
            return true;
        if (cursor.Id.Split('|') is not [var tier, var id] || !int.TryParse(tier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 3 || !Guid.TryParse(id, out var comment))
            return false;
        place = new InboxPlace(number, cursor.At, comment);
        return true;
    }
}
