using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Inbox;
using SnsOps.Api.Problems;
using SnsOps.Shared.Drafts;

namespace SnsOps.Api.Comments;

/// <summary>Writes replies and reads how they fare.</summary>
internal sealed class ReplySql(NpgsqlDataSource database)
{
    private const string View = """
        select r.id, r.comment_id, r.client_id, r.account_id, r.platform::text as platform, r.text, r.draft_engine, r.state::text as state, r.platform_reply_id,
               r.error, r.error_code, r.created_by, u.name as created_by_name, r.created_at, r.published_at, r.retry_count, r.asked_at is not null as asked, r.visible,
               case when r.state in ('due', 'retrying') then r.next_attempt_at end as sends_at, r.draft_id
          from comment_replies r join users u on u.id = r.created_by
        """;

    /// <summary>A comment's replies, oldest first; null when the comment is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<IReadOnlyList<ReplyView>?> OfCommentAsync(Guid commentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select exists (select from comments_inbox where id = @commentId and client_id = any(@clients));
            {View} where r.comment_id = @commentId and r.client_id = any(@clients) order by r.created_at, r.id;
            """, new { commentId, clients }, cancellationToken: ct));
        var known = await sets.ReadSingleAsync<bool>();
        var replies = (await sets.ReadAsync<ReplyView>()).AsList();
        return known ? replies : null;
    }

    /// <summary>The comment to be answered; null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<AnsweredComment?> FindAnsweredAsync(Guid commentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AnsweredComment>(new CommandDefinition("""
            select c.id, c.platform::text as platform, a.state::text as account_state, c.ai_reply_engine as draft_engine
              from comments_inbox c join platform_accounts a on a.id = c.account_id
             where c.id = @commentId and c.client_id = any(@clients)
            """, new { commentId, clients }, cancellationToken: ct));
    }

    /// <summary>Writes a reply that is due once it can be called off no more, if the thread is still as its writer saw it and nobody else is answering.</summary>
    public Task<Refusal?> InsertAsync(AnsweredComment comment, NewReply reply, string text, double undoSeconds, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        if (SeenVersion.Read(reply.SeenVersion, out var seen) is { } malformed)
            return malformed;
        var place = await ThreadSql.LockAsync(connection, transaction, comment.Id, caller.RowId, ct);
        if (place.IsWritten)
            return null;
        if (place.IsAnswered)
            return await UnderWayAsync(connection, transaction, comment.Id, ct);
        if (place.IsDeleted || place.IsHidden)
            return (place.IsDeleted ? ProblemKinds.CommentDeleted : ProblemKinds.CommentHidden).Plain();
        if (place.IsBeingTakenAway)
            return ProblemKinds.ActionUnderWay.Plain();
        if (seen is { } then && reply.SeenVersion != place.Version)
            return await ThreadSql.MovedAsync(connection, transaction, comment.Id, then, ct);
        if (await AnsweringSql.OthersAsync(connection, transaction, comment.Id, caller.UserId, ct) is { } busy)
            return busy;
        var engine = reply.FromDraft ? comment.DraftEngine : null;
        if (reply.DraftId is { } draftId && (engine = await EngineOfAsync(connection, transaction, comment.Id, draftId, ct)) is null)
            return ProblemKinds.ReplyWithoutDraft.Plain();
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into comment_replies (id, client_id, comment_id, account_id, platform, text, draft_engine, draft_id, seen, next_attempt_at, due_since, created_by, created_at)
            select @RowId, c.client_id, c.id, c.account_id, c.platform, @text, @engine, @DraftId, @SeenVersion,
                   (select snsops.now()) + make_interval(secs => @undoSeconds), (select snsops.now()) + make_interval(secs => @undoSeconds), @UserId, (select snsops.now())
              from comments_inbox c where c.id = @commentId;
            delete from comment_answerers where comment_id = @commentId
            """,
            new { caller.RowId, commentId = comment.Id, text, engine, reply.DraftId, reply.SeenVersion, undoSeconds, caller.UserId }, transaction, cancellationToken: ct));
        await DraftRequests.DropOfThreadAsync(connection, transaction, comment.Id, "사람이 답했습니다 | A person has answered", ct);
        return null;
    }, ct);

    /// <summary>Calls off what was not sent yet, also when it was called off before; null when there is no such reply for these clients, false when it is too late.</summary>
    public async Task<bool?> CancelAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool?>(new CommandDefinition("""
            with cancelled as (
                update comment_replies set state = 'cancelled', owner = null, error_code = null, error = null, updated_at = clock_timestamp()
                 where id = @id and client_id = any(@clients) and state in ('due', 'retrying', 'claimed')
                returning id)
            select exists (select from cancelled) or state = 'cancelled' from comment_replies where id = @id and client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct)), ct);
    }

    /// <summary>The attempt a person is asked about; null when the reply is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<AskedReply?> FindAskedAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AskedReply>(new CommandDefinition("""
            select r.id, a.id as attempt_id
              from comment_replies r
              left join attempts a on a.subject_kind = 'reply' and a.subject_id = r.id and a.state = 'unknown' and r.state = 'unknown' and r.asked_at is not null
             where r.id = @id and r.client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct));
    }

    /// <summary>The refusal that says whose answer is on its way, and since when.</summary>
    private static async Task<Refusal> UnderWayAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, CancellationToken ct)
    {
        var (name, at) = await connection.QuerySingleAsync<(string Name, string At)>(new CommandDefinition("""
            select u.name, to_char(r.created_at at time zone c.time_zone, 'HH24:MI')
              from comment_replies r join users u on u.id = r.created_by join clients c on c.id = r.client_id
             where r.comment_id = @commentId and r.state not in ('published', 'failed', 'cancelled')
            """, new { commentId }, transaction, cancellationToken: ct));
        return ProblemKinds.ReplyUnderWay.Because($"{name}님이 {at}에 쓴 답글을 보내는 중이거나 확인 중입니다", $"The reply that {name} wrote at {at} is being sent or looked for");
    }

    /// <summary>Who wrote a draft that can be taken over; null: it is not one of this comment, or was not written.</summary>
    private static Task<string?> EngineOfAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, Guid draftId, CancellationToken ct) =>
        connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select engine from reply_drafts where id = @draftId and comment_id = @commentId and state in ('written', 'dropped') and text is not null", new { draftId, commentId }, transaction, cancellationToken: ct));

    /// <summary>A reply the caller was found to see.</summary>
    public async Task<ReplyView> GetAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<ReplyView>(new CommandDefinition($"{View} where r.id = @id", new { id }, cancellationToken: ct));
    }
}

/// <summary>What answering a comment depends on.</summary>
/// <param name="Id">Comment.</param>
/// <param name="Platform">Where it stands.</param>
/// <param name="AccountState">Only an active account can answer.</param>
/// <param name="DraftEngine">Who wrote its draft; null: there is none.</param>
internal sealed record AnsweredComment(Guid Id, string Platform, string AccountState, string? DraftEngine);

/// <summary>A reply with the attempt a person is asked about.</summary>
/// <param name="Id">Reply.</param>
/// <param name="AttemptId">Null: nobody is asked, it is known or still looked for.</param>
internal sealed record AskedReply(Guid Id, Guid? AttemptId);
