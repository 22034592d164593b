using System.ComponentModel.DataAnnotations;
using SnsOps.Api.Comments;

namespace SnsOps.Api.Inbox;

/// <remarks>
/// Tier: 0 crisis, 1 negative, 2 nobody has read it yet, 3 the rest; the order of what is open. State: open, answered (an answer is on its way or out), done or snoozed (until SnoozedUntil).
/// Version: a change of state or assignee names the one it was read with; 0: nobody has touched the comment. ChangedByName: null when an answer's fate changed it.
/// AnsweringBy: who has the answer box open since AnsweringSince. AnsweredElsewhereAt: the account wrote below it on the platform itself, after it.
/// </remarks>
public sealed record InboxEntry
{
    public CommentView Comment { get; init; } = null!;
    public int Tier { get; init; }
    public string AccountName { get; init; } = "";
    public string State { get; init; } = "";
    public DateTimeOffset? SnoozedUntil { get; init; }
    public Guid? AssigneeId { get; init; }
    public string? AssigneeName { get; init; }
    public int Version { get; init; }
    public DateTimeOffset? ChangedAt { get; init; }
    public string? ChangedByName { get; init; }
    public int Notes { get; init; }
    public Guid? AnsweringBy { get; init; }
    public string? AnsweringName { get; init; }
    public DateTimeOffset? AnsweringSince { get; init; }
    public DateTimeOffset? AnsweredElsewhereAt { get; init; }
}

/// <remarks>Post: what the comment stands below, when it was published from here. Thread: the newest comments of the discussion, oldest first, this one among them. UndoSeconds: how long an answer waits before it is sent.</remarks>
public sealed record InboxDetail(InboxEntry Entry, InboxPost? Post, IReadOnlyList<ThreadComment> Thread, IReadOnlyList<NoteView> Notes, double UndoSeconds);

public sealed record InboxPost(Guid ContentId, string Title, string Text, string? PostUrl, DateTimeOffset? PublishedAt);

/// <remarks>IsOwn: the account wrote it.</remarks>
public sealed record ThreadComment(Guid Id, string Author, string Message, DateTimeOffset PostedAt, bool IsOwn, bool IsGone);

/// <remarks>What colleagues tell one another; never shown outside the agency.</remarks>
public sealed record NoteView(Guid Id, Guid CommentId, Guid AuthorId, string AuthorName, string Text, DateTimeOffset CreatedAt);

public sealed record NoteList(IReadOnlyList<NoteView> Items);

public sealed record NewNote([Required, MaxLength(4000)] string? Text);

/// <remarks>UserId: null: nobody's. Version: of the entry as it was read.</remarks>
public sealed record NewAssignee(Guid? UserId, [Required, Range(0, int.MaxValue)] int? Version);

/// <remarks>State: open, done or snoozed; then Until says until when. Version: of the entry as it was read.</remarks>
public sealed record NewInboxState(
    [Required, AllowedValues("open", "done", "snoozed", ErrorMessage = "state must be open, done or snoozed")] string? State,
    [Required, Range(0, int.MaxValue)] int? Version, DateTimeOffset? Until = null);

public sealed record PersonList(IReadOnlyList<PersonView> Items);

public sealed record PersonView(Guid Id, string Name, string Role);

/// <remarks>Until: tell again before then, or others may answer.</remarks>
public sealed record AnsweringView(Guid CommentId, Guid UserId, string Name, DateTimeOffset Since, DateTimeOffset Until);

/// <remarks>
/// Action: assign (to UserId; null: nobody), done, open, snooze (until Until), hide, unhide or delete. Each comment for itself; what one is refused does not keep another back.
/// </remarks>
public sealed record BulkRequest(
    [Required, MinLength(1), MaxLength(200)] Guid[]? CommentIds,
    [Required, AllowedValues("assign", "done", "open", "snooze", "hide", "unhide", "delete", ErrorMessage = "action must be assign, done, open, snooze, hide, unhide or delete")] string? Action,
    Guid? UserId = null, DateTimeOffset? Until = null);

public sealed record BulkResult(int Done, int Refused, IReadOnlyList<BulkOutcome> Items);

/// <remarks>Code and Detail: of the problem, where it was refused. ActionId: what will be done on the platform.</remarks>
public sealed record BulkOutcome(Guid CommentId, bool Ok, string? Code, string? Detail, string? DetailEn, Guid? ActionId);
