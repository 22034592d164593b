using Dapper;
using Npgsql;

namespace SnsOps.Workers.Ai.WatchBuildUps;

/// <summary>Whose hours are worth a look, and which comments a build-up consists of.</summary>
internal sealed class BuildUpSql(NpgsqlDataSource database)
{
    private const int MostComments = 1_000;

    /// <summary>Clients with enough negatives in the last days that have no open incident and are not being left alone.</summary>
    public async Task<IReadOnlyList<WatchedClient>> ClientsAsync(int days, int leastNegatives, int coolDownMinutes, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<WatchedClient>(new CommandDefinition("""
            select c.id, c.name, coalesce((select max(opened_at) from incidents n where n.client_id = c.id), 'epoch') as last_opened_at, (select snsops.now()) as now
              from clients c
              left join crisis_rules r on r.client_id = c.id and r.state = 'active'
             where c.active
               and (select sum(negatives) from comment_hours h where h.client_id = c.id and h.hour >= (select snsops.now()) - make_interval(days => @days)) >= @leastNegatives
               and not exists (select from incidents n where n.client_id = c.id
                                and (n.acknowledged_at is null or n.acknowledged_at > (select snsops.now()) - make_interval(mins => coalesce(r.cool_down_minutes, @coolDownMinutes))))
            """, new { days, leastNegatives, coolDownMinutes }, cancellationToken: ct))).AsList();
    }

    /// <summary>Negative comments of a span, the newest first.</summary>
    public async Task<Guid[]> CommentsAsync(Guid clientId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition("""
            select id from comments_inbox
             where client_id = @clientId and sentiment in ('negative', 'crisis') and posted_at >= @from and posted_at < @to order by posted_at desc limit @MostComments
            """, new { clientId, from, to, MostComments }, cancellationToken: ct))).ToArray();
    }
}

/// <summary>A client whose hours are looked at.</summary>
/// <param name="Id">Of the client.</param>
/// <param name="Name">For people.</param>
/// <param name="LastOpenedAt">When an incident was last opened.</param>
/// <param name="Now">The database's time.</param>
internal sealed record WatchedClient(Guid Id, string Name, DateTimeOffset LastOpenedAt, DateTimeOffset Now);
