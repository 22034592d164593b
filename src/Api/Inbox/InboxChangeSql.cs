using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;

namespace SnsOps.Api.Inbox;

/// <summary>Gives comments to people, and says where they stand.</summary>
internal sealed class InboxChangeSql(NpgsqlDataSource database, LiveEvents live)
{
    /// <summary>A version that is not 0 was read from a row.</summary>
    private const string IfAsSeen = "where coalesce(@version::int, 0) = 0 or exists (select from inbox_items where comment_id = @commentId)";

    /// <summary>Gives a comment to somebody, or to nobody; they are told, unless they took it themselves or had it already.</summary>
    /// <param name="commentId">Which.</param>
    /// <param name="userId">Whose it shall be.</param>
    /// <param name="version">As the caller saw the entry; null: however it is.</param>
    /// <param name="caller">Who gives it.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Refusal?> AssignAsync(Guid commentId, Guid? userId, int? version, Caller caller, CancellationToken ct)
    {
        var told = 0;
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            if (await ClientOfAsync(connection, transaction, commentId, caller, ct) is not { } clientId)
                return ProblemKinds.CommentNotFound.Plain();
            if (userId is not null && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                    $"select exists (select from users u where u.id = @userId and {InboxSql.MayBeGiven("@clientId")})", new { userId, clientId }, transaction, cancellationToken: ct)))
                return ProblemKinds.AssigneeUnsuitable.Plain();
            var changed = await connection.ExecuteAsync(new CommandDefinition($"""
                insert into inbox_items as i (comment_id, client_id, assignee_id, changed_by, changed_at)
                select @commentId, @clientId, @assignee, @UserId, (select snsops.now()) {IfAsSeen}
                on conflict (comment_id) do update
                   set assignee_id = excluded.assignee_id, version = i.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                 where (@version::int is null or i.version = @version) and i.assignee_id is distinct from excluded.assignee_id
                """, new { commentId, clientId, assignee = userId, caller.UserId, version }, transaction, cancellationToken: ct));
            if (changed == 0)
            {
                return await IsSoAsync(connection, transaction, "assignee_id is not distinct from @userId", new { commentId, userId }, ct)
                    ? null : await MovedAsync(connection, transaction, commentId, ct);
            }

            if (userId is { } to && to != caller.UserId)
                told = await TellAsync(connection, transaction, commentId, to, caller.Name, ct);
            return null;
        }, ct);
        if (told > 0)
            live.Announce();
        return refused;
    }

    /// <summary>Says where a comment stands.</summary>
    public Task<Refusal?> SetStateAsync(Guid commentId, string state, DateTimeOffset? wakesAt, int? version, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        var until = wakesAt?.ToUniversalTime();
        if (await ClientOfAsync(connection, transaction, commentId, caller, ct) is not { } clientId)
            return ProblemKinds.CommentNotFound.Plain();
        if (state == "snoozed" && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select @until::timestamptz > (select snsops.now()) and @until::timestamptz < (select snsops.now()) + interval '400 days'", new { until }, transaction, cancellationToken: ct)))
            return ProblemKinds.Invalid.Because("until은 지금부터 400일 안의 시각이어야 합니다", "until must be a time within the next 400 days");
        var changed = await connection.ExecuteAsync(new CommandDefinition($"""
            insert into inbox_items as i (comment_id, client_id, state, snoozed_until, changed_by, changed_at)
            select @commentId, @clientId, @state::inbox_state, @until::timestamptz, @UserId, (select snsops.now()) {IfAsSeen}
            on conflict (comment_id) do update
               set state = excluded.state, snoozed_until = excluded.snoozed_until, version = i.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
             where @version::int is null or i.version = @version
            """, new { commentId, clientId, state, until = state == "snoozed" ? until : null, caller.UserId, version }, transaction, cancellationToken: ct));
        return changed > 0 || await IsSoAsync(
            connection, transaction, "changed_by = @UserId and state = @state::inbox_state and snoozed_until is not distinct from @until::timestamptz",
            new { commentId, caller.UserId, state, until = state == "snoozed" ? until : null }, ct) ? null : await MovedAsync(connection, transaction, commentId, ct);
    }, ct);

    /// <summary>Whether an entry is already as it shall be: then there is nothing to do, as when a call is repeated whose answer was lost.</summary>
    private static Task<bool> IsSoAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string condition, object parameters, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition($"select exists (select from inbox_items where comment_id = @commentId and {condition})", parameters, transaction, cancellationToken: ct));

    private static Task<Guid?> ClientOfAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, Caller caller, CancellationToken ct) =>
        connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "select client_id from comments_inbox where id = @commentId and client_id = any(@ClientIds)", new { commentId, caller.ClientIds }, transaction, cancellationToken: ct));

    /// <summary>Says who changed it, when, and how it is now.</summary>
    private static async Task<Refusal> MovedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, CancellationToken ct)
    {
        var now = await connection.QuerySingleOrDefaultAsync<EntryNow>(new CommandDefinition("""
            select i.version, i.state::text as state, coalesce(h.name, '답글의 결과') as who, coalesce(h.name, 'the fate of an answer') as who_en, u.name as assignee,
                   to_char(i.changed_at at time zone c.time_zone, 'MM-DD HH24:MI') as at
              from inbox_items i join clients c on c.id = i.client_id left join users h on h.id = i.changed_by left join users u on u.id = i.assignee_id
             where i.comment_id = @commentId
            """, new { commentId }, transaction, cancellationToken: ct));
        return now is null
            ? ProblemKinds.InboxMoved.Because("아직 아무도 손대지 않은 댓글입니다. 다시 읽고 하세요", "Nobody has touched the comment yet: read it again")
            : ProblemKinds.InboxMoved.Because(
                $"{now.At}에 {now.Who}(으)로 바뀌었습니다: 상태 {now.State}, 담당 {now.Assignee ?? "없음"}. 다시 읽고 하세요",
                $"Changed at {now.At} by {now.WhoEn}: state {now.State}, assignee {now.Assignee ?? "nobody"}; the version is {now.Version} now. Read it again");
    }

    private static Task<int> TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, Guid userId, string giver, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition($"""
            with told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), @userId, c.client_id, 'comment.assigned', '댓글을 맡았습니다' || case when c.author = '' then '' else ': ' || c.author || '님의 댓글' end,
                       @giver || '님이 맡겼습니다. ' || left(c.message, 120), case when c.sentiment in ('crisis', 'negative') then 'high' else 'normal' end,
                       jsonb_build_object('comment_id', c.id, 'client_id', c.client_id)
                  from comments_inbox c where c.id = @commentId
                returning id, user_id, title, message, priority, reference),
            {Notice.ToldLive}
            select id from told
            """, new { commentId, userId, giver }, transaction, cancellationToken: ct));

    private sealed record EntryNow(int Version, string State, string Who, string WhoEn, string? Assignee, string At);
}
