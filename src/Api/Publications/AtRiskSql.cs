using Dapper;
using Npgsql;
using SnsOps.Api.Paging;
using SnsOps.Shared.Platforms;

namespace SnsOps.Api.Publications;

/// <summary>Reads posts at risk: the same that people are warned of.</summary>
internal sealed class AtRiskSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<PublicationAtRisk>> ListAsync(Guid[] clients, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<PublicationAtRisk>(new CommandDefinition($"""
            with {PostsAtRisk.Cte}
            select r.id, r.client_id, p.content_id, c.title, r.account_id, a.name as account_name, a.platform::text as platform, r.due_at, r.risk, r.horizon_hours,
                   a.reconnect_reason as reason, least(a.token_expires_at, a.data_access_ends_at) as ends_at
              from at_risk r join publications p on p.id = r.id join contents c on c.id = p.content_id join platform_accounts a on a.id = r.account_id
             where @AfterAt::timestamptz is null or (r.due_at, r.id) > (@AfterAt, @AfterId)
             order by r.due_at, r.id limit @Fetch
            """, page.Parameters(new { clients, scopes = NeededScopes.Publishing }), cancellationToken: ct))).AsList();
    }
}
