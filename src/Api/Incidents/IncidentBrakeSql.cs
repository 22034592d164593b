using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Shared.Database;

namespace SnsOps.Api.Incidents;

/// <summary>The hold of an incident, and what waits for its end.</summary>
internal sealed class IncidentBrakeSql(NpgsqlDataSource database)
{
    /// <summary>Holds all that would be sent for the incident's client, or takes the hold that is in force.</summary>
    /// <returns>False when there is no such incident.</returns>
    public async Task<bool> HoldAsync(Guid incidentId, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        // The same call again: its hold may be lifted by now.
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from holds where id = @RowId)", new { caller.RowId }, transaction, cancellationToken: ct)))
            return true;
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into holds (id, client_id, reason, created_by, since)
            select @RowId, client_id, '위기 대응: ' || left(message, 900), @UserId, (select snsops.now()) from incidents where id = @incidentId and client_id = any(@ClientIds)
            on conflict (client_id, account_id, content_id) where lifted_at is null do nothing
            """, new { caller.RowId, caller.UserId, caller.ClientIds, incidentId }, transaction, cancellationToken: ct));
        var noted = await connection.ExecuteAsync(new CommandDefinition("""
            update incidents i set hold_id = h.id
              from holds h
             where i.id = @incidentId and i.client_id = any(@ClientIds) and h.client_id = i.client_id and h.account_id is null and h.content_id is null and h.lifted_at is null
            """, new { caller.ClientIds, incidentId }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return noted > 0;
    }

    /// <summary>The hold in force for an incident; null when there is no such incident.</summary>
    public async Task<HeldIncident?> HoldOfAsync(Guid incidentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<HeldIncident>(new CommandDefinition("""
            select i.id, h.id as hold_id from incidents i left join holds h on h.id = i.hold_id and h.lifted_at is null where i.id = @incidentId and i.client_id = any(@clients)
            """, new { incidentId, clients }, cancellationToken: ct));
    }

    /// <summary>What lifting the hold now would do, post by post; the same reckoning as the lifting itself.</summary>
    public async Task<IReadOnlyList<ResumeItem>> PlanAsync(Guid holdId, int spreadMinutes, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ResumeItem>(new CommandDefinition("""
            with waiting as (
                select p.*, greatest(coalesce(p.resend_at, p.scheduled_at),
                           (select snsops.now()) + make_interval(mins => @spreadMinutes) * (row_number() over (partition by p.account_id order by coalesce(p.resend_at, p.scheduled_at), p.id) - 1)) as resumes_at
                  from publications p join holds h on h.id = @holdId and h.client_id = p.client_id
                 where p.state = 'retrying' and p.error_code = 'held'),
            planned as (
                select id, client_id, content_id, account_id, scheduled_at, resumes_at,
                       case when resumes_at > coalesce(resend_at, scheduled_at) + grace then 'late' when resumes_at = coalesce(resend_at, scheduled_at) then 'on_time' else 'resumes' end as fate
                  from waiting
                union all
                select p.id, p.client_id, p.content_id, p.account_id, p.scheduled_at, case when p.state <> 'missed' then p.scheduled_at end,
                       case when p.state = 'missed' then 'missed' else 'on_time' end
                  from publications p join holds h on h.id = @holdId and h.client_id = p.client_id
                 where (p.state in ('scheduled', 'due', 'claimed') and p.scheduled_at < (select snsops.now()) + interval '7 days')
                    or (p.state = 'missed' and p.scheduled_at >= h.since - interval '1 day'))
            select p.id as publication_id, p.content_id, c.title, p.account_id, a.name as account_name, a.platform::text as platform, p.scheduled_at, p.resumes_at, p.fate
              from planned p join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
             order by p.resumes_at nulls last, p.id limit 500
            """, new { holdId, spreadMinutes }, cancellationToken: ct))).AsList();
    }
}

/// <summary>An incident; HoldId: null when nothing is held for it.</summary>
internal sealed record HeldIncident(Guid Id, Guid? HoldId);
