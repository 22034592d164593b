using Dapper;
using Npgsql;
using SnsOps.Api.Problems;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Comments;

/// <summary>How a comment and its thread stand at the moment somebody wants to answer or do something.</summary>
/// <remarks>Who writes to a thread locks it first, so of two who saw the same version the second sees what the first has written.</remarks>
internal static class ThreadSql
{
    private const int MostChanges = 3;

    /// <summary>Locks the comment's thread until the transaction ends, then reads.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="transaction">That one.</param>
    /// <param name="commentId">Of the caller's clients.</param>
    /// <param name="rowId">Of what is going to be written.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<ThreadPlace> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, Guid rowId, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition($"""
            select pg_advisory_xact_lock(hashtextextended(c.account_id || {Threads.Of("c")}, 22)) from comments_inbox c where c.id = @commentId
            """, new { commentId }, transaction, cancellationToken: ct));
        return await connection.QuerySingleAsync<ThreadPlace>(new CommandDefinition($"""
            select c.deleted_at is not null as is_deleted, c.hidden_at is not null as is_hidden, {Threads.Version("c")} as version, {Threads.Micros("c")} as micros, {Threads.IsOwn("c", "a")} as is_own,
                   exists (select from comment_actions x where x.comment_id = c.id and x.state not in ('published', 'failed', 'cancelled')) as is_acted_on,
                   {Threads.IsBeingTakenAway("c.id")} as is_being_taken_away,
                   exists (select from comment_replies x where x.comment_id = c.id and x.state not in ('published', 'failed', 'cancelled')) as is_answered,
                   exists (select from comment_replies x where x.id = @rowId) or exists (select from comment_actions x where x.id = @rowId) as is_written
              from comments_inbox c join platform_accounts a on a.id = c.account_id where c.id = @commentId
            """, new { commentId, rowId }, transaction, cancellationToken: ct));
    }

    /// <summary>The refusal that says what is new in the thread since a version of it.</summary>
    public static async Task<Refusal> MovedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, SeenVersion seen, CancellationToken ct)
    {
        var changes = (await connection.QueryAsync<string>(new CommandDefinition($"""
            with thread as (
                select t.id, t.author, t.message, t.deleted_at, {Threads.Micros("t")} as micros
                  from comments_inbox c join comments_inbox t on t.account_id = c.account_id and {Threads.Of("t")} = {Threads.Of("c")}
                 where c.id = @commentId
                   and not exists (select from comment_replies r where r.account_id = t.account_id and r.platform_reply_id = t.platform_comment_id)),
            answers as (
                select r.created_at, u.name, r.text, count(*) over () as n
                  from thread t join comment_replies r on r.comment_id = t.id join users u on u.id = r.created_by where r.state not in ('failed', 'cancelled'))
            (select coalesce(nullif(author, ''), '이름 없음') || ': ' || left(message, 80) from thread where micros > @Micros and deleted_at is null order by micros desc limit @MostChanges)
            union all
            (select name || '님의 답글: ' || left(text, 80) from answers order by created_at desc
              limit least(@MostChanges, greatest((select coalesce(max(n), 0) from answers) - @Answers, 0)))
            """, new { commentId, seen.Micros, seen.Answers, MostChanges }, transaction, cancellationToken: ct))).ToArray();
        return changes.Length == 0
            ? ProblemKinds.ThreadMoved.Plain()
            : ProblemKinds.ThreadMoved.Because(
                "그사이 대화가 바뀌었습니다. " + string.Join(" · ", changes), "The thread has moved since: " + string.Join(" · ", changes), new Dictionary<string, string[]> { ["seen_version"] = changes });
    }
}

/// <summary>How a comment and its thread stand.</summary>
/// <param name="IsDeleted">It is not on the platform any more.</param>
/// <param name="IsHidden">Only its author and the account see it.</param>
/// <param name="Version">Of the thread.</param>
/// <param name="Micros">When the newest change of the comment itself was seen.</param>
/// <param name="IsOwn">The account wrote it.</param>
/// <param name="IsActedOn">Something is being done to it.</param>
/// <param name="IsBeingTakenAway">It is being hidden or deleted.</param>
/// <param name="IsAnswered">An answer to it is on its way or looked for.</param>
/// <param name="IsWritten">What this call writes stands there already: the call is a repeat.</param>
internal sealed record ThreadPlace(bool IsDeleted, bool IsHidden, string Version, long Micros, bool IsOwn, bool IsActedOn, bool IsBeingTakenAway, bool IsAnswered, bool IsWritten);
