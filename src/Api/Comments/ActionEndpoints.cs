using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Comments;

/// <summary>Hiding comments, showing them again, deleting them.</summary>
internal static partial class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder app)
    {
        var moderation = app.MapGroup("/v1").WithTags("Moderation").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
        moderation.MapGet("/comments/{id:guid}/actions", ListAsync).WithName("listCommentActions").WithSummary("댓글에 한 일 | What was done to a comment, oldest first");
        Map("hide", "hideComment", "댓글 숨기기 (유튜브: 검토 대기) | Hide a comment (YouTube: hold it for review)");
        Map("unhide", "unhideComment", "댓글 숨김 해제 | Show a hidden comment again");
        Map("delete", "deleteComment", "댓글 삭제, 되돌릴 수 없음 (유튜브의 남의 댓글: 거부) | Delete a comment for good (others' on YouTube: reject it)");
        moderation.MapPost("/comment-actions/{id:guid}/cancel", CancelAsync).RequireAuthorization(Roles.Staff).ProducesProblem(403).ProducesProblem(409)
            .WithName("cancelCommentAction").WithSummary("아직 보내지 않은 일 취소 | Call off what was not sent yet");
        moderation.MapPost("/comment-actions/{id:guid}/resolve", ResolveAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409)
            .WithName("resolveCommentAction").WithSummary("확인이 필요한 일이 되었는지 알려 주기 | Say whether an action that is asked about was carried out");

        void Map(string action, string name, string summary) => moderation.MapPost("/comments/{id:guid}/" + action,
                (Guid id, NewAction? body, Caller caller, ReplySql comments, ActionSql actions, NudgeProducer producer, ILogger<ActionSql> logger, CancellationToken ct) =>
                    AskAsync(id, action, body ?? new NewAction(), caller, comments, actions, producer, logger, ct))
            .RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422).WithName(name).WithSummary(summary);
    }

    private static async Task<Results<Ok<ActionList>, ProblemHttpResult>> ListAsync(Guid id, Caller caller, ActionSql actions, CancellationToken ct) =>
        await actions.OfCommentAsync(id, caller.ClientIds, ct) is { } found ? TypedResults.Ok(new ActionList(found)) : ProblemKinds.CommentNotFound.Plain().ToProblem();

    private static async Task<Results<Created<ActionView>, ProblemHttpResult>> AskAsync(
        Guid id, string action, NewAction body, Caller caller, ReplySql comments, ActionSql actions, NudgeProducer producer, ILogger<ActionSql> logger, CancellationToken ct)
    {
        if (await comments.FindAnsweredAsync(id, caller.ClientIds, ct) is not { } comment)
            return ProblemKinds.CommentNotFound.Plain().ToProblem();
        if (comment.AccountState != "active")
            return ProblemKinds.AccountNotActive.Plain().ToProblem();
        if (body.BanAuthor && (comment.Platform != "youtube" || action != "delete"))
            return ProblemKinds.BanUnsupported.Plain().ToProblem();
        if (await actions.InsertAsync(comment, action, body, caller, ct) is { } refused)
            return refused.ToProblem();
        var written = await actions.GetAsync(caller.RowId, ct);
        LogAsked(logger, written.Id, action, id, caller.UserId);
        producer.Send(Topics.Publishing, Kinds.CommentActionDue, written.AccountId, written.Id);
        return TypedResults.Created($"/v1/comments/{id}/actions", written);
    }

    private static async Task<Results<Ok<ActionView>, ProblemHttpResult>> CancelAsync(Guid id, Caller caller, ActionSql actions, ILogger<ActionSql> logger, CancellationToken ct)
    {
        if (await actions.CancelAsync(id, caller.ClientIds, ct) is not { } cancelled)
            return ProblemKinds.ActionNotFound.Plain().ToProblem();
        if (!cancelled)
            return ProblemKinds.ActionAlreadySent.Plain().ToProblem();
        LogCancelled(logger, id, caller.UserId);
        return TypedResults.Ok(await actions.GetAsync(id, ct));
    }

    /// <summary>A person has looked; the attempt is closed by what they saw. Nothing is sent from here.</summary>
    private static async Task<Results<Ok<ActionView>, ProblemHttpResult>> ResolveAsync(
        Guid id, ActionSighting body, Caller caller, ActionSql actions, OutcomeWriter outcomes, ILogger<ActionSql> logger, CancellationToken ct)
    {
        if (await actions.FindAskedAsync(id, caller.ClientIds, ct) is not { } asked)
            return ProblemKinds.ActionNotFound.Plain().ToProblem();
        Outcome outcome = body.Done!.Value ? new Outcome.Published(null) : new Outcome.Rejected("not_done", "직접 확인한 결과 처리되지 않았습니다. 다시 할 수 있습니다.");
        if (asked.AttemptId is not { } attempt || await outcomes.WriteAsync(new AttemptVerdict(EffectSubject.Action, attempt, outcome, "person", caller.Said(), NotThere: !body.Done.Value)).WaitAsync(ct) is null)
            return ProblemKinds.ActionNotAsked.Plain().ToProblem();
        LogResolved(logger, id, body.Done.Value, caller.UserId);
        return TypedResults.Ok(await actions.GetAsync(id, ct));
    }

    [LoggerMessage(5044, LogLevel.Information, "Action {ActionId} ({Action}) on comment {CommentId} is due, asked for by {UserId}", EventName = "CommentActionAsked")]
    private static partial void LogAsked(ILogger logger, Guid actionId, string action, Guid commentId, Guid userId);

    [LoggerMessage(5045, LogLevel.Information, "Action {ActionId} was called off by {UserId}", EventName = "CommentActionCancelled")]
    private static partial void LogCancelled(ILogger logger, Guid actionId, Guid userId);

    [LoggerMessage(5046, LogLevel.Information, "Action {ActionId} was looked for by {UserId}: done {Done}", EventName = "CommentActionResolved")]
    private static partial void LogResolved(ILogger logger, Guid actionId, bool done, Guid userId);
}

/// <remarks>
/// SeenVersion: the comment's thread_version as the person saw it; a comment that was edited since is left alone.
/// BanAuthor: on YouTube, with a deletion: who wrote it shall not write on the channel again.
/// </remarks>
public sealed record NewAction(string? SeenVersion = null, bool BanAuthor = false);

/// <remarks>Done: the comment is on the platform as it was asked for.</remarks>
public sealed record ActionSighting([Required] bool? Done);

public sealed record ActionList(IReadOnlyList<ActionView> Items);

/// <remarks>
/// Action: hide, unhide or delete. State: published when the platform has done it. Asked: nobody but a person can tell whether it is done.
/// InEffect: whether it was so when it was looked at, two minutes after it was done; null: nobody has looked yet.
/// </remarks>
public sealed record ActionView(
    Guid Id, Guid CommentId, Guid ClientId, Guid AccountId, string Platform, string Action, bool BanAuthor, string State, string? Error, string? ErrorCode,
    Guid CreatedBy, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, int RetryCount, bool Asked, bool? InEffect);
