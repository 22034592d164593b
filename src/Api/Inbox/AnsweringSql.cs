using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Inbox;

/// <summary>Who has a comment's answer box open. Two who answer at once know of one another before either has sent.</summary>
internal sealed class AnsweringSql(NpgsqlDataSource database, InboxOptions options)
{
    /// <summary>Holds the box, or goes on holding it. Refused while somebody else does, unless it is taken over from them: then theirs is what is refused.</summary>
    public async Task<(AnsweringView? View, Refusal? Refused)> HoldAsync(Guid commentId, bool takeOver, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await connection.QuerySingleOrDefaultAsync<AnsweringView>(new CommandDefinition("""
            with held as (
                insert into comment_answerers as a (comment_id, client_id, user_id, since, until)
                select id, client_id, @UserId, (select snsops.now()), (select snsops.now()) + make_interval(secs => @AnsweringSeconds)
                  from comments_inbox where id = @commentId and client_id = any(@ClientIds)
                on conflict (comment_id) do update
                   set user_id = excluded.user_id, until = excluded.until,
                       since = case when a.user_id = excluded.user_id and a.until > excluded.since then a.since else excluded.since end
                 where a.user_id = excluded.user_id or a.until <= excluded.since or @takeOver
                returning comment_id, user_id, since, until)
            select h.comment_id, h.user_id, u.name, h.since, h.until from held h join users u on u.id = h.user_id
            """, new { commentId, takeOver, caller.UserId, caller.ClientIds, options.AnsweringSeconds }, cancellationToken: ct)) is { } view)
            return (view, null);
        return (null, await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select exists (select from comments_inbox where id = @commentId and client_id = any(@ClientIds))", new { commentId, caller.ClientIds }, cancellationToken: ct))
            ? await OthersAsync(connection, null, commentId, caller.UserId, ct) ?? ProblemKinds.BeingAnswered.Plain()
            : ProblemKinds.CommentNotFound.Plain());
    }

    /// <summary>The box is closed. False: the comment is unknown or of none of the caller's clients.</summary>
    public async Task<bool> ReleaseAsync(Guid commentId, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            with gone as (
                delete from comment_answerers where comment_id = @commentId and user_id = @UserId and client_id = any(@ClientIds))
            select exists (select from comments_inbox where id = @commentId and client_id = any(@ClientIds))
            """, new { commentId, caller.UserId, caller.ClientIds }, cancellationToken: ct));
    }

    /// <summary>The refusal that names who else has the box open, and since when; null: nobody has.</summary>
    public static async Task<Refusal?> OthersAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid commentId, Guid userId, CancellationToken ct)
    {
        var other = await connection.QuerySingleOrDefaultAsync<Answerer>(new CommandDefinition("""
            select u.name, to_char(a.since at time zone c.time_zone, 'HH24:MI') as since
              from comment_answerers a join users u on u.id = a.user_id join clients c on c.id = a.client_id
             where a.comment_id = @commentId and a.user_id <> @userId and a.until > (select snsops.now())
            """, new { commentId, userId }, transaction, cancellationToken: ct));
        return other is null ? null : ProblemKinds.BeingAnswered.Because(
            $"{other.Name}님이 {other.Since}부터 답글을 쓰고 있습니다. 직접 답하려면 먼저 넘겨받으세요", $"{other.Name} has been answering since {other.Since}: take over first if you want to answer yourself");
    }

    private sealed record Answerer(string Name, string Since);
}
