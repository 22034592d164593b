using Dapper;
using Npgsql;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;
using SnsOps.Shared.Live;

namespace SnsOps.Api.Incidents;

/// <summary>Reads incidents, and notes who took one.</summary>
internal sealed class IncidentSql(NpgsqlDataSource database, LiveEvents live)
{
    private const string View = """
        select i.id, i.client_id, c.name as client_name, i.kind, i.severity, i.message, i.comment_ids, i.comment_count,
               i.opened_at, i.last_seen_at, i.acknowledged_at, u.name as acknowledged_by_name, i.evidence::text as evidence_json, i.rule_id, i.escalation,
               i.hold_id, coalesce(i.hold_proposed_at is not null and i.hold_id is null, false) as hold_proposed
          from incidents i join clients c on c.id = i.client_id left join users u on u.id = i.acknowledged_by
        """;

    public async Task<IReadOnlyList<IncidentView>> ListAsync(Guid[] clients, bool? open, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<IncidentView>(new CommandDefinition($"""
            {View}
             where i.client_id = any(@clients) and (@open::bool is null or (i.acknowledged_at is null) = @open)
               and (@AfterAt::timestamptz is null or (i.opened_at, i.id) < (@AfterAt, @AfterId))
             order by i.opened_at desc, i.id desc limit @Fetch
            """, page.Parameters(new { clients, open }), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<IncidentView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<IncidentView>(new CommandDefinition(
            $"{View} where i.id = @id and i.client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>Notes who takes it, unless somebody has, and lets every page take its banner down.</summary>
    /// <returns>The incident as it is now; null when there is none.</returns>
    public async Task<IncidentView?> AcknowledgeAsync(Guid id, Guid userId, Guid[] clients, CancellationToken ct)
    {
        var taken = await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            with taken as (
                update incidents set acknowledged_at = snsops.now(), acknowledged_by = @userId
                 where id = @id and client_id = any(@clients) and acknowledged_at is null
                returning id, client_id, severity, message, comment_ids)
            insert into live_events (id, type, client_id, payload)
            select gen_random_uuid(), 'crisis_alert', client_id, jsonb_build_object(
                       'type', 'crisis_alert', 'client_id', client_id, 'severity', severity, 'message', message, 'comment_ids', comment_ids,
                       'incident_id', id, 'acknowledged', true)
              from taken
            """, new { id, userId, clients }, cancellationToken: ct)), ct);
        if (taken > 0)
            live.Announce();
        return await FindAsync(id, clients, ct);
    }
}
