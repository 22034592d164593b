using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Inbox;

/// <summary>What people do with one comment in the inbox, beside answering it.</summary>
internal static partial class ChangeEndpoints
{
    public static void MapChanges(this RouteGroupBuilder inbox)
    {
        inbox.MapPut("/{id:guid}/assignee", AssignAsync).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithName("assignComment").WithSummary("댓글 담당자 정하기 (읽은 version 필요) | Give a comment to somebody; names the version that was read");
        inbox.MapPut("/{id:guid}/state", SetStateAsync).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithName("setInboxState").WithSummary("댓글 상태 바꾸기: 열림, 완료, 미루기 (읽은 version 필요) | Open, done, or snoozed until a time");
        inbox.MapGet("/{id:guid}/notes", NotesAsync).ProducesProblem(404).WithName("listNotes").WithSummary("내부 메모 | Internal notes, oldest first");
        inbox.MapPost("/{id:guid}/notes", WriteNoteAsync).ProducesProblem(400).ProducesProblem(404).WithName("writeNote").WithSummary("내부 메모 쓰기 | Write an internal note; it is not changed afterwards");
        inbox.MapPut("/{id:guid}/answering", HoldAsync).ProducesProblem(404).ProducesProblem(409)
            .WithName("holdAnswerBox").WithSummary("답글 쓰는 중임을 알리기 (take_over: 넘겨받기) | Say that one is answering; others are refused until the box is closed or silent");
        inbox.MapDelete("/{id:guid}/answering", ReleaseAsync).ProducesProblem(404).WithName("releaseAnswerBox").WithSummary("답글 쓰기를 그만둠 | Not answering any more");
    }

    private static async Task<Results<Ok<InboxEntry>, ProblemHttpResult>> AssignAsync(
        Guid id, NewAssignee body, Caller caller, InboxChangeSql changes, InboxSql inbox, ILogger<InboxChangeSql> logger, CancellationToken ct)
    {
        if (await changes.AssignAsync(id, body.UserId, body.Version, caller, ct) is { } refused)
            return refused.ToProblem();
        LogAssigned(logger, id, body.UserId, caller.UserId);
        return TypedResults.Ok(await inbox.FindAsync(id, caller.ClientIds, ct));
    }

    private static async Task<Results<Ok<InboxEntry>, ProblemHttpResult>> SetStateAsync(
        Guid id, NewInboxState body, Caller caller, InboxChangeSql changes, InboxSql inbox, ILogger<InboxChangeSql> logger, CancellationToken ct)
    {
        if (await changes.SetStateAsync(id, body.State!, body.Until, body.Version, caller, ct) is { } refused)
            return refused.ToProblem();
        LogState(logger, id, body.State!, caller.UserId);
        return TypedResults.Ok(await inbox.FindAsync(id, caller.ClientIds, ct));
    }

    private static async Task<Results<Ok<NoteList>, ProblemHttpResult>> NotesAsync(Guid id, Caller caller, NoteSql notes, CancellationToken ct) =>
        await notes.ListAsync(id, caller.ClientIds, ct) is { } found ? TypedResults.Ok(new NoteList(found)) : ProblemKinds.CommentNotFound.Plain().ToProblem();

    private static async Task<Results<Created<NoteView>, ProblemHttpResult>> WriteNoteAsync(Guid id, NewNote body, Caller caller, NoteSql notes, CancellationToken ct)
    {
        var text = body.Text!.Trim();
        if (text.Contains('\0', StringComparison.Ordinal))
            return ProblemKinds.Invalid.Because("메모에 NUL 문자를 쓸 수 없습니다", "A note cannot hold a NUL character").ToProblem();
        return await notes.InsertAsync(id, text, caller, ct) is { } note ? TypedResults.Created($"/v1/inbox/{id}/notes", note) : ProblemKinds.CommentNotFound.Plain().ToProblem();
    }

    private static async Task<Results<Ok<AnsweringView>, ProblemHttpResult>> HoldAsync(Guid id, Caller caller, AnsweringSql answering, CancellationToken ct, bool take_over = false)
    {
        var (view, refused) = await answering.HoldAsync(id, take_over, caller, ct);
        return refused is not null ? refused.ToProblem() : TypedResults.Ok(view);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(Guid id, Caller caller, AnsweringSql answering, CancellationToken ct) =>
        await answering.ReleaseAsync(id, caller, ct) ? TypedResults.NoContent() : ProblemKinds.CommentNotFound.Plain().ToProblem();

    [LoggerMessage(5180, LogLevel.Information, "Comment {CommentId} was given to {AssigneeId} by {UserId}", EventName = "CommentAssigned")]
    private static partial void LogAssigned(ILogger logger, Guid commentId, Guid? assigneeId, Guid userId);

    [LoggerMessage(5181, LogLevel.Information, "Comment {CommentId} is {State} in the inbox, says {UserId}", EventName = "InboxStateSet")]
    private static partial void LogState(ILogger logger, Guid commentId, string state, Guid userId);
}
