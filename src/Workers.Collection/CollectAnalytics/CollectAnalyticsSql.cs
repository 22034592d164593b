using Dapper;
using Npgsql;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>How observed figures are written: only ever added.</summary>
internal sealed class CollectAnalyticsSql(NpgsqlDataSource database)
{
    /// <summary>Adds what was just seen, about today in the client's zone.</summary>
    public async Task InsertAsync(ConnectedAccount account, IReadOnlyList<Observation> observations, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, null_reason, observed_at)
            select o.id, c.id, @accountId, @platform::platform, o.metric, (snsops.now() at time zone c.time_zone)::date, o.value, o.null_reason, snsops.now()
              from unnest(@ids::uuid[], @metrics::text[], @values::numeric[], @reasons::text[]) as o (id, metric, value, null_reason)
              join clients c on c.id = @clientId
            """,
            new
            {
                ids = observations.Select(_ => Guid.CreateVersion7()).ToArray(),
                metrics = observations.Select(o => o.Metric).ToArray(),
                values = observations.Select(o => (decimal?)o.Value).ToArray(),
                reasons = observations.Select(o => o.NullReason).ToArray(),
                accountId = account.Id,
                clientId = account.ClientId,
                platform = account.Platform,
            },
            cancellationToken: ct));
    }

    /// <summary>Says of each whole day that passed unobserved since <paramref name="since"/> that it was not observed: a gap with a reason, not a zero.</summary>
    /// <returns>How many such rows were added.</returns>
    public async Task<int> InsertMissedAsync(ConnectedAccount account, string[] metrics, DateTimeOffset since, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, null_reason, observed_at)
            select gen_random_uuid(), c.id, a.id, a.platform, m.metric, d.missed::date, null, 'not observed: the system was down', snsops.now()
              from platform_accounts a join clients c on c.id = a.client_id
              cross join unnest(@metrics::text[]) as m (metric)
              cross join generate_series(
                    greatest((@since at time zone c.time_zone)::date + 1, (a.created_at at time zone c.time_zone)::date, (snsops.now() at time zone c.time_zone)::date - 90)::timestamp,
                    (snsops.now() at time zone c.time_zone)::date::timestamp - interval '1 day', interval '1 day') as d (missed)
             where a.id = @accountId
               and not exists (select from analytics_snapshots s
                                where s.account_id = a.id and s.metric = m.metric and s.for_date = d.missed::date)
            """, new { accountId = account.Id, metrics, since }, cancellationToken: ct));
    }
}
