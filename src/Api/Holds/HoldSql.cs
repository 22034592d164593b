using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Holds;

/// <summary>Sets and lifts holds.</summary>
internal sealed class HoldSql(NpgsqlDataSource database)
{
    private const string View = $"""
        select h.id, h.client_id, h.account_id, h.content_id, {Shared.Effects.Holds.Scope} as scope, h.reason, h.created_by, u.name as created_by_name, h.since,
               h.lifted_at, l.name as lifted_by_name
          from holds h join users u on u.id = h.created_by left join users l on l.id = h.lifted_by
        """;

    public async Task<IReadOnlyList<HoldView>> ListAsync(Guid[] clients, bool? inForce, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<HoldView>(new CommandDefinition($"""
            {View}
             where h.client_id = any(@clients) and (@inForce::bool is null or (h.lifted_at is null) = @inForce)
               and (@AfterAt::timestamptz is null or (h.since, h.id) < (@AfterAt, @AfterId))
             order by h.since desc, h.id desc limit @Fetch
            """, page.Parameters(new { clients, inForce }), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<HoldView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<HoldView>(new CommandDefinition(
            $"{View} where h.id = @id and h.client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>Sets one, unless one of the same scope is in force; the same call again finds what it has set. What is armed after the commit is held.</summary>
    public async Task<(HoldView? Hold, Refusal? Refused)> SetAsync(NewHold hold, Caller caller, CancellationToken ct)
    {
        var clientId = hold.ClientId!.Value;
        await using var connection = await database.OpenConnectionAsync(ct);
        if (hold.AccountId is not null && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select exists (select from platform_accounts where id = @AccountId and client_id = @clientId)", new { hold.AccountId, clientId }, cancellationToken: ct)))
            return (null, ProblemKinds.AccountNotFound.Plain());
        if (hold.ContentId is not null && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select exists (select from contents where id = @ContentId and client_id = @clientId)", new { hold.ContentId, clientId }, cancellationToken: ct)))
            return (null, ProblemKinds.ContentNotFound.Plain());
        await database.ChangeAsync(change => change.ExecuteAsync(new CommandDefinition("""
            insert into holds (id, client_id, account_id, content_id, reason, created_by, since)
            values (@RowId, @clientId, @AccountId, @ContentId, @reason, @UserId, (select snsops.now()))
            on conflict do nothing
            """, new { caller.RowId, clientId, hold.AccountId, hold.ContentId, reason = hold.Reason!.Trim(), caller.UserId }, cancellationToken: ct)), ct);
        return await FindAsync(caller.RowId, [clientId], ct) is { } set ? (set, null) : (null, ProblemKinds.HoldInForce.Plain());
    }

    /// <summary>Lifts it. What waited for it is due at once, or at its own time where that is still to come; with a spread, posts of an account go out that far apart.</summary>
    /// <returns>What wants a nudge; null when there was nothing to lift.</returns>
    public async Task<IReadOnlyList<FreedRow>?> LiftAsync(Guid id, Caller caller, CancellationToken ct, TimeSpan spread = default)
    {
        IReadOnlyList<FreedRow>? freed = null;
        await database.InTransactionAsync(async (connection, transaction) =>
        {
            var rows = (await connection.QueryAsync<FreedRow>(new CommandDefinition($"""
                with lifted as (
                    update holds set lifted_at = (select snsops.now()), lifted_by = @UserId
                     where id = @id and client_id = any(@ClientIds) and lifted_at is null
                    returning client_id, account_id, content_id),
                waiting as materialized (
                    select p.id, row_number() over (partition by p.account_id order by coalesce(p.resend_at, p.scheduled_at), p.id) - 1 as place
                      from publications p join lifted l on p.client_id = l.client_id
                     where p.state = 'retrying' and p.error_code = 'held'
                       and (l.account_id is null or l.account_id = p.account_id) and (l.content_id is null or l.content_id = p.content_id)),
                posts as (
                    update publications p
                       set next_attempt_at = greatest(coalesce(p.resend_at, p.scheduled_at), (select snsops.now()) + @spread * w.place), due_since = (select snsops.now()),
                           error_code = null, error = null, updated_at = clock_timestamp()
                      from waiting w
                     where p.id = w.id and p.state = 'retrying' and p.error_code = 'held'
                    returning p.id, p.account_id),
                replies as (
                    update comment_replies r
                       set next_attempt_at = (select snsops.now()), due_since = (select snsops.now()), error_code = null, error = null, updated_at = clock_timestamp()
                      from lifted l
                     where r.client_id = l.client_id and r.state = 'retrying' and r.error_code = 'held'
                       and l.content_id is null and (l.account_id is null or l.account_id = r.account_id)
                    returning r.id, r.account_id),
                actions as (
                    update comment_actions m
                       set next_attempt_at = (select snsops.now()), due_since = (select snsops.now()), error_code = null, error = null, updated_at = clock_timestamp()
                      from lifted l
                     where m.client_id = l.client_id and m.state = 'retrying' and m.error_code = 'held'
                       and l.content_id is null and (l.account_id is null or l.account_id = m.account_id)
                    returning m.id, m.account_id),
                first_comments_freed as (        -- nobody is nudged for them: their sweep finds them
                    update first_comments f
                       set next_attempt_at = (select snsops.now()), due_since = (select snsops.now()), error_code = null, error = null, updated_at = clock_timestamp()
                      from lifted l, publications p
                     where f.client_id = l.client_id and f.state = 'retrying' and f.error_code = 'held' and p.id = f.id
                       and (l.account_id is null or l.account_id = f.account_id) and (l.content_id is null or l.content_id = p.content_id))
                select '' as kind, @id as id, @id as account_id from lifted
                union all
                select '{Kinds.PublicationDue}', id, account_id from posts
                union all
                select '{Kinds.ReplyDue}', id, account_id from replies
                union all
                select '{Kinds.CommentActionDue}', id, account_id from actions
                """, new { id, caller.UserId, caller.ClientIds, spread }, transaction, cancellationToken: ct))).AsList();
            // The first part of the union says that it was lifted, even where nothing waited.
            freed = rows.Count == 0 ? null : [.. rows.Where(row => row.Kind.Length > 0)];
            return null;
        }, ct);
        return freed;
    }
}

/// <summary>Something that waited for a hold to be lifted.</summary>
/// <param name="Kind">The nudge it wants.</param>
/// <param name="Id">The row.</param>
/// <param name="AccountId">Where it goes.</param>
internal sealed record FreedRow(string Kind, Guid Id, Guid AccountId);
