using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Shared.Drafts;

namespace SnsOps.Api.Comments;

/// <summary>Writes what shall be done to comments and reads how it fares.</summary>
internal sealed class ActionSql(NpgsqlDataSource database)
{
    private const string View = """
        select m.id, m.comment_id, m.client_id, m.account_id, m.platform::text as platform, m.action::text as action, m.ban_author, m.state::text as state,
               m.error, m.error_code, m.created_by, u.name as created_by_name, m.created_at, m.published_at as done_at, m.retry_count, m.asked_at is not null as asked, m.in_effect
          from comment_actions m join users u on u.id = m.created_by
        """;

    /// <summary>What was done to a comment, oldest first; null when the comment is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<IReadOnlyList<ActionView>?> OfCommentAsync(Guid commentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select exists (select from comments_inbox where id = @commentId and client_id = any(@clients));
            {View} where m.comment_id = @commentId and m.client_id = any(@clients) order by m.created_at, m.id;
            """, new { commentId, clients }, cancellationToken: ct));
        var known = await sets.ReadSingleAsync<bool>();
        var actions = (await sets.ReadAsync<ActionView>()).AsList();
        return known ? actions : null;
    }

    /// <summary>Writes an action that is due at once, if the comment is still as the person saw it and nothing else is being done to it.</summary>
    public Task<Refusal?> InsertAsync(AnsweredComment comment, string action, NewAction wanted, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        if (SeenVersion.Read(wanted.SeenVersion, out var seen) is { } malformed)
            return malformed;
        var place = await ThreadSql.LockAsync(connection, transaction, comment.Id, caller.RowId, ct);
        if (place.IsWritten)
            return null;
        if (place.IsDeleted)
            return ProblemKinds.CommentDeleted.Plain();
        if (place.IsOwn && action != "delete")
            return ProblemKinds.CommentOwn.Plain();
        if (place.IsActedOn)
            return ProblemKinds.ActionUnderWay.Plain();
        if (seen is { } then && place.Micros > then.Micros)
            return await ThreadSql.MovedAsync(connection, transaction, comment.Id, then, ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into comment_actions (id, client_id, comment_id, account_id, platform, action, ban_author, seen, next_attempt_at, due_since, created_by, created_at)
            select @RowId, c.client_id, c.id, c.account_id, c.platform, @action::comment_act, @BanAuthor, @SeenVersion, (select snsops.now()), (select snsops.now()), @UserId, (select snsops.now())
              from comments_inbox c where c.id = @commentId
            """, new { caller.RowId, commentId = comment.Id, action, wanted.BanAuthor, wanted.SeenVersion, caller.UserId }, transaction, cancellationToken: ct));
        await DraftRequests.DropOfThreadAsync(connection, transaction, comment.Id, "사람이 처리했습니다 | A person has acted", ct);
        return null;
    }, ct);

    /// <summary>Calls off what was not sent yet, also when it was called off before; null when there is no such action for these clients, false when it is too late.</summary>
    public async Task<bool?> CancelAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool?>(new CommandDefinition("""
            with cancelled as (
                update comment_actions set state = 'cancelled', owner = null, error_code = null, error = null, updated_at = clock_timestamp()
                 where id = @id and client_id = any(@clients) and state in ('due', 'retrying', 'claimed')
                returning id)
            select exists (select from cancelled) or state = 'cancelled' from comment_actions where id = @id and client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct)), ct);
    }

    /// <summary>The attempt a person is asked about; null when the action is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<AskedAction?> FindAskedAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AskedAction>(new CommandDefinition("""
            select m.id, a.id as attempt_id
              from comment_actions m
              left join attempts a on a.subject_kind = 'comment_action' and a.subject_id = m.id and a.state = 'unknown' and m.state = 'unknown' and m.asked_at is not null
             where m.id = @id and m.client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct));
    }

    /// <summary>An action the caller was found to see.</summary>
    public async Task<ActionView> GetAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<ActionView>(new CommandDefinition($"{View} where m.id = @id", new { id }, cancellationToken: ct));
    }
}

/// <summary>An action with the attempt a person is asked about.</summary>
/// <param name="Id">Action.</param>
/// <param name="AttemptId">Null: nobody is asked, it is known or still looked for.</param>
internal sealed record AskedAction(Guid Id, Guid? AttemptId);
