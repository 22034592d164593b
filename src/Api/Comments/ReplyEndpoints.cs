using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Inbox;
using SnsOps.Api.Problems;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Comments;

/// <summary>What staff answer to a comment.</summary>
internal static partial class ReplyEndpoints
{
    public static void MapReplies(this IEndpointRouteBuilder app)
    {
        var replies = app.MapGroup("/v1").WithTags("Replies").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
        replies.MapGet("/comments/{id:guid}/replies", ListAsync).WithName("listReplies").WithSummary("댓글의 답글 | The answers to a comment, oldest first");
        replies.MapPost("/comments/{id:guid}/replies", WriteAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422)
            .WithName("writeReply").WithSummary("답글 쓰기 (undo_seconds 동안 취소할 수 있습니다) | Answer a comment; it can be called off for undo_seconds");
        replies.MapPost("/replies/{id:guid}/cancel", CancelAsync).RequireAuthorization(Roles.Staff).ProducesProblem(403).ProducesProblem(409)
            .WithName("cancelReply").WithSummary("아직 보내지 않은 답글 취소 | Call off an answer that was not sent yet");
        replies.MapPost("/replies/{id:guid}/resolve", ResolveAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409)
            .WithName("resolveReply").WithSummary("확인이 필요한 답글이 올라갔는지 알려 주기 | Say whether a reply that is asked about is there");
    }

    private static async Task<Results<Ok<ReplyList>, ProblemHttpResult>> ListAsync(Guid id, Caller caller, ReplySql replies, CancellationToken ct) =>
        await replies.OfCommentAsync(id, caller.ClientIds, ct) is { } found ? TypedResults.Ok(new ReplyList(found)) : ProblemKinds.CommentNotFound.Plain().ToProblem();

    private static async Task<Results<Created<ReplyView>, ProblemHttpResult>> WriteAsync(
        Guid id, NewReply body, Caller caller, ReplySql replies, InboxOptions options, LaterReplies later, ILogger<ReplySql> logger, CancellationToken ct)
    {
        var text = body.Text!.Trim();
        if (text.Contains('\0', StringComparison.Ordinal))
            return ProblemKinds.Invalid.Because("답글에 NUL 문자를 쓸 수 없습니다", "A reply cannot hold a NUL character").ToProblem();
        if (await replies.FindAnsweredAsync(id, caller.ClientIds, ct) is not { } comment)
            return ProblemKinds.CommentNotFound.Plain().ToProblem();
        if (Refuse(comment, text, body.FromDraft && body.DraftId is null) is { } refused)
            return refused.ToProblem();
        if (await replies.InsertAsync(comment, body, text, body.UndoSeconds ?? options.UndoSeconds, caller, ct) is { } outOfPlace)
            return outOfPlace.ToProblem();
        var reply = await replies.GetAsync(caller.RowId, ct);
        LogWritten(logger, reply.Id, id, caller.UserId, reply.DraftEngine ?? "none");
        later.Send(reply.AccountId, reply.Id, body.UndoSeconds ?? options.UndoSeconds);
        return TypedResults.Created($"/v1/comments/{id}/replies", reply);
    }

    private static async Task<Results<Ok<ReplyView>, ProblemHttpResult>> CancelAsync(Guid id, Caller caller, ReplySql replies, ILogger<ReplySql> logger, CancellationToken ct)
    {
        if (await replies.CancelAsync(id, caller.ClientIds, ct) is not { } cancelled)
            return ProblemKinds.ReplyNotFound.Plain().ToProblem();
        if (!cancelled)
            return ProblemKinds.ReplyAlreadySent.Plain().ToProblem();
        LogCancelled(logger, id, caller.UserId);
        return TypedResults.Ok(await replies.GetAsync(id, ct));
    }

    /// <summary>A person has looked; the attempt is closed by what they saw. Nothing is sent from here.</summary>
    private static async Task<Results<Ok<ReplyView>, ProblemHttpResult>> ResolveAsync(
        Guid id, ReplySighting body, Caller caller, ReplySql replies, OutcomeWriter outcomes, ILogger<ReplySql> logger, CancellationToken ct)
    {
        if (await replies.FindAskedAsync(id, caller.ClientIds, ct) is not { } asked)
            return ProblemKinds.ReplyNotFound.Plain().ToProblem();
        Outcome outcome = body.Posted!.Value
            ? new Outcome.Published(null)
            : new Outcome.Rejected("not_posted", "직접 확인한 결과 답글이 올라가지 않았습니다. 다시 쓸 수 있습니다.");
        if (asked.AttemptId is not { } attempt || await outcomes.WriteAsync(new AttemptVerdict(EffectSubject.Reply, attempt, outcome, "person", caller.Said(), NotThere: !body.Posted.Value)).WaitAsync(ct) is null)
            return ProblemKinds.ReplyNotAsked.Plain().ToProblem();
        LogResolved(logger, id, body.Posted.Value, caller.UserId);
        return TypedResults.Ok(await replies.GetAsync(id, ct));
    }

    private static Refusal? Refuse(AnsweredComment comment, string text, bool fromDraft)
    {
        if (comment.AccountState != "active")
            return ProblemKinds.AccountNotActive.Plain();
        if (fromDraft && comment.DraftEngine is null)
            return ProblemKinds.ReplyWithoutDraft.Plain();
        var most = ReplyRules.MostCharacters(comment.Platform);
        return text.EnumerateRunes().Count() is var length && length > most
            ? ProblemKinds.ReplyTooLong.Because($"{comment.Platform} 답글은 {most}자까지입니다 (지금 {length}자)", $"A reply on {comment.Platform} has up to {most} characters, this has {length}")
            : null;
    }

    [LoggerMessage(5040, LogLevel.Information, "Reply {ReplyId} to comment {CommentId} is due, written by {UserId}, begun as a draft of {DraftEngine}", EventName = "ReplyWritten")]
    private static partial void LogWritten(ILogger logger, Guid replyId, Guid commentId, Guid userId, string draftEngine);

    [LoggerMessage(5183, LogLevel.Information, "Reply {ReplyId} was called off by {UserId}", EventName = "ReplyCancelled")]
    private static partial void LogCancelled(ILogger logger, Guid replyId, Guid userId);

    [LoggerMessage(5041, LogLevel.Information, "Reply {ReplyId} was looked for by {UserId}: posted {Posted}", EventName = "ReplyResolved")]
    private static partial void LogResolved(ILogger logger, Guid replyId, bool posted, Guid userId);
}

/// <remarks>
/// Text: what is sent, without the blanks around it. FromDraft: it began as the comment's draft, whose engine is then named with it. DraftId: it began as that draft of GET /v1/comments/{id}/draft.
/// SeenVersion: the comment's thread_version as its writer saw it; when the thread is another one by now, or before it is sent, it is not sent.
/// UndoSeconds: it can be called off so long; without it as long as is configured.
/// </remarks>
public sealed record NewReply([Required] string? Text, bool FromDraft = false, string? SeenVersion = null, Guid? DraftId = null, [Range(0, 120)] double? UndoSeconds = null);

/// <remarks>Posted: the reply is there on the platform.</remarks>
public sealed record ReplySighting([Required] bool? Posted);

public sealed record ReplyList(IReadOnlyList<ReplyView> Items);

/// <remarks>
/// DraftEngine: whose draft it began as; null: a person's own words. Asked: nobody but a person can tell whether it is there.
/// Visible: whether it was there when it was looked at, two minutes after it was sent; null: nobody has looked yet.
/// SendsAt: while it is due or retrying, not before then; until then, and until it is being sent, it can be called off.
/// </remarks>
public sealed record ReplyView(
    Guid Id, Guid CommentId, Guid ClientId, Guid AccountId, string Platform, string Text, string? DraftEngine, string State, string? PlatformReplyId,
    string? Error, string? ErrorCode, Guid CreatedBy, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? PublishedAt, int RetryCount, bool Asked, bool? Visible, DateTimeOffset? SendsAt, Guid? DraftId);
