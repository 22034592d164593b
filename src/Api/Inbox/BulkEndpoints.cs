using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Comments;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Inbox;

/// <summary>One thing done to many comments, each for itself.</summary>
internal static partial class BulkEndpoints
{
    public static void MapBulk(this RouteGroupBuilder inbox) => inbox.MapPost("/bulk", RunAsync).ProducesProblem(400)
        .WithName("bulkInbox").WithSummary("여러 댓글에 한 번에: 담당, 완료, 열기, 미루기, 숨기기, 숨김 해제, 삭제 | One thing for up to 200 comments, with an outcome for each");

    private static async Task<Results<Ok<BulkResult>, ProblemHttpResult>> RunAsync(
        BulkRequest body, Caller caller, InboxChangeSql changes, ReplySql comments, ActionSql actions, NudgeProducer producer, ILogger<InboxChangeSql> logger, CancellationToken ct)
    {
        if (body.Action == "snooze" && body.Until is null)
            return ProblemKinds.Invalid.Because("until을 적어 주세요", "Say until when").ToProblem();
        var outcomes = new List<BulkOutcome>(body.CommentIds!.Length);
        foreach (var id in body.CommentIds.Distinct())
        {
            var (refused, action) = body.Action switch
            {
                "assign" => (await changes.AssignAsync(id, body.UserId, null, caller, ct), null),
                "snooze" => (await changes.SetStateAsync(id, "snoozed", body.Until, null, caller, ct), null),
                "done" or "open" => (await changes.SetStateAsync(id, body.Action, null, null, caller, ct), null),
                _ => await ActAsync(id, body.Action!, caller, comments, actions, producer, ct),
            };
            outcomes.Add(new BulkOutcome(id, refused is null, refused?.Kind.Code, refused?.Detail, refused?.DetailEn, action));
        }

        var done = outcomes.Count(o => o.Ok);
        LogDone(logger, body.Action!, done, outcomes.Count, caller.UserId);
        return TypedResults.Ok(new BulkResult(done, outcomes.Count - done, outcomes));
    }

    private static async Task<(Refusal? Refused, Guid? ActionId)> ActAsync(
        Guid id, string action, Caller caller, ReplySql comments, ActionSql actions, NudgeProducer producer, CancellationToken ct)
    {
        if (await comments.FindAnsweredAsync(id, caller.ClientIds, ct) is not { } comment)
            return (ProblemKinds.CommentNotFound.Plain(), null);
        if (comment.AccountState != "active")
            return (ProblemKinds.AccountNotActive.Plain(), null);
        var mine = caller with { RowId = RowOf(caller.RowId, id) };
        if (await actions.InsertAsync(comment, action, new NewAction(), mine, ct) is { } refused)
            return (refused, null);
        producer.Send(Topics.Publishing, Kinds.CommentActionDue, (await actions.GetAsync(mine.RowId, ct)).AccountId, mine.RowId);
        return (null, mine.RowId);
    }

    /// <summary>The same row again for the same call and comment, so that a call that is repeated does nothing twice.</summary>
    private static Guid RowOf(Guid call, Guid comment)
    {
        Span<byte> both = stackalloc byte[32], hash = stackalloc byte[32];
        call.TryWriteBytes(both, bigEndian: true, out _);
        comment.TryWriteBytes(both[16..], bigEndian: true, out _);
        SHA256.HashData(both, hash);
        both[..6].CopyTo(hash);                                                // its time, as a UUIDv7 has it
        (hash[6], hash[8]) = ((byte)(0x70 | (hash[6] & 0x0F)), (byte)(0x80 | (hash[8] & 0x3F)));
        return new Guid(hash[..16], bigEndian: true);
    }

    [LoggerMessage(5182, LogLevel.Information, "Bulk {Action}: {Done} of {Asked} comments, asked for by {UserId}", EventName = "InboxBulk")]
    private static partial void LogDone(ILogger logger, string action, int done, int asked, Guid userId);
}
