using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Shared.Live;

namespace SnsOps.Api.Contents;

/// <summary>A content's way through review: draft → in_review → approved or changes_requested.</summary>
internal sealed class ReviewSql(NpgsqlDataSource database)
{
    private static readonly string[] Reviewers = [Roles.Manager, Roles.Client, Roles.Admin];

    public Task<Refusal?> SubmitAsync(Guid id, Caller caller, CancellationToken ct) => MoveAsync(id, null, caller, ["draft", "changes_requested", "expired"], "in_review", (_, _, _) => Task.FromResult<Refusal?>(null), ct);

    /// <summary>Approves what the reviewer saw: the seal covers text, link, variants, media and targets.</summary>
    public Task<Refusal?> ApproveAsync(Guid id, int? seenVersion, Caller caller, CancellationToken ct) => MoveAsync(id, seenVersion, caller, ["in_review"], "approved", async (connection, transaction, content) =>
    {
        if (content.CreatedBy == caller.UserId)
            return ProblemKinds.OwnApproval.Plain();
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            select m.sha256 from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = @Id order by cm.position;
            select account_id from content_targets where content_id = @Id
            """, new { content.Id }, transaction, cancellationToken: ct));
        var media = (await sets.ReadAsync<byte[]>()).AsList();
        var accounts = (await sets.ReadAsync<Guid>()).AsList();
        await connection.ExecuteAsync(new CommandDefinition("""
            update contents set review_state = 'approved', seal = @seal, approved_by = @UserId, approved_at = (select snsops.now()) where id = @Id
            """, new { content.Id, seal = ContentSeal.Of(content.Title, content.Body, content.Link, content.FirstComment, content.Variants, media, accounts), caller.UserId }, transaction, cancellationToken: ct));
        return null;
    }, ct);

    /// <summary>Sends it back; the author is told why.</summary>
    public Task<Refusal?> RequestChangesAsync(Guid id, string comment, Caller caller, CancellationToken ct) => MoveAsync(id, null, caller, ["in_review"], "changes_requested", async (connection, transaction, content) =>
    {
        await connection.ExecuteAsync(new CommandDefinition("""
            with told as (
                insert into notifications (id, user_id, client_id, kind, title, message, reference)
                values (gen_random_uuid(), @CreatedBy, @ClientId, 'content.changes_requested', @title, @comment, jsonb_build_object('content_id', @Id))
                returning id, user_id, title, message, priority, reference)
            insert into live_events (id, type, user_id, payload)
            select gen_random_uuid(), 'notification', user_id,
                   jsonb_build_object('type', 'notification', 'notification_id', id, 'title', title, 'message', message, 'priority', priority, 'reference', reference)
              from told
            """, new { content.Id, content.ClientId, content.CreatedBy, title = $"수정 요청: {content.Title}", comment }, transaction, cancellationToken: ct));
        return null;
    }, ct);

    /// <summary>The event reviewers see when a content changes its review state.</summary>
    public static LiveEvent ApprovalRequest(LockedContent content, string toState, Caller requester) => new("approval_request", content.ClientId, Reviewers, null, new JsonObject
    {
        ["type"] = "approval_request", ["content_id"] = content.Id.ToString(), ["title"] = content.Title,
        ["from_status"] = content.ReviewState, ["to_status"] = toState, ["requester"] = requester.Name,
    });

    private Task<Refusal?> MoveAsync(
        Guid id, int? seenVersion, Caller caller, string[] from, string to, Func<NpgsqlConnection, NpgsqlTransaction, LockedContent, Task<Refusal?>> step, CancellationToken ct) =>
        database.InTransactionAsync(async (connection, transaction) =>
        {
            if (await LockedContent.TakeAsync(connection, transaction, id, caller.ClientIds, ct) is not { } content)
                return ProblemKinds.ContentNotFound.Plain();
            // The event of a move has the id of its call's key: that call may have been made before, and its answer lost with a process that died.
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from live_events where id = @RowId)", new { caller.RowId }, transaction, cancellationToken: ct)))
                return null;
            if (seenVersion is not null && seenVersion != content.Version)
                return ProblemKinds.VersionMismatch.Plain();
            if (!from.Contains(content.ReviewState))
                return ProblemKinds.WrongReviewState.Because(
                    $"지금은 '{content.ReviewState}'입니다. '{to}'(으)로 가려면 {string.Join(", ", from)} 상태여야 합니다", $"It is '{content.ReviewState}'; only {string.Join(", ", from)} can become '{to}'");
            if (await step(connection, transaction, content) is { } refused)
                return refused;
            await connection.ExecuteAsync(new CommandDefinition(
                "update contents set review_state = @to::review_state, updated_at = clock_timestamp() where id = @id", new { id, to }, transaction, cancellationToken: ct));
            await LiveEvents.InsertAsync(connection, transaction, [ApprovalRequest(content, to, caller) with { Id = caller.RowId }], ct);
            return null;
        }, ct);
}
