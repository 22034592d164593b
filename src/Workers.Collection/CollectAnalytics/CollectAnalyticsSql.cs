using System.Globalization;
using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Figures;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>How observed figures are written: only ever added, all of a reading in one transaction.</summary>
internal sealed class CollectAnalyticsSql(NpgsqlDataSource database)
{
    private const int Batch = 500;

    /// <summary>Adds what was just seen.</summary>
    /// <remarks>
    /// A figure that says what the newest one about the same day says is left out, unless its day is still open: then each firing leaves one row, so that an as-of in between is true.
    /// A firing that is repeated adds nothing.
    /// </remarks>
    /// <returns>How many rows were added.</returns>
    public async Task<int> StoreAsync(ConnectedAccount account, DateTimeOffset scheduledFor, Reading reading, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = 0;
        foreach (var batch in reading.Observations.Chunk(Batch))
        {
            rows += await InsertAsync(connection, transaction, account, scheduledFor, batch, ct);
            Failpoint.Hit("analytics.batch-written");
        }

        await connection.ExecuteAsync(new CommandDefinition("""
            insert into post_looks (publication_id, client_id, account_id, looked_at, run_for)
            select id, @ClientId, @Id, snsops.now(), @scheduledFor from unnest(@posts::uuid[]) as p (id)
            on conflict (publication_id) do update set looked_at = excluded.looked_at, run_for = excluded.run_for
            """, new { account.Id, account.ClientId, scheduledFor, posts = reading.Looked.Select(p => p.PublicationId).ToArray() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return rows;
    }

    /// <summary>Says of each whole day that passed unobserved since <paramref name="since"/> that it was not observed: a gap with a reason, not a zero.</summary>
    /// <returns>How many such rows were added.</returns>
    public async Task<int> InsertMissedAsync(ConnectedAccount account, string[] metrics, DateTimeOffset since, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, null_reason, final, observed_at)
            select gen_random_uuid(), c.id, a.id, a.platform, m.metric, d.missed::date, null, @reason, true, snsops.now()
              from platform_accounts a join clients c on c.id = a.client_id
              cross join unnest(@metrics::text[]) as m (metric)
              cross join generate_series(
                    greatest((@since at time zone c.time_zone)::date + 1, (a.created_at at time zone c.time_zone)::date, (snsops.now() at time zone c.time_zone)::date - 90)::timestamp,
                    (snsops.now() at time zone c.time_zone)::date::timestamp - interval '1 day', interval '1 day') as d (missed)
             where a.id = @accountId
               and not exists (select from analytics_snapshots s
                                where s.account_id = a.id and s.platform_post_id = '' and s.metric = m.metric and s.for_date = d.missed::date)
            """, new { accountId = account.Id, metrics, since, reason = NullReason.NotObserved }, cancellationToken: ct));
    }

    private static Task<int> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ConnectedAccount account, DateTimeOffset scheduledFor, IReadOnlyList<Observation> observations, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("""
            insert into analytics_snapshots (
                id, client_id, account_id, platform, publication_id, platform_post_id, metric, breakdown, period, for_date, value, null_reason, final, run_for, observed_at)
            select gen_random_uuid(), c.id, @accountId, @platform::platform, o.publication_id, o.post, o.metric, o.breakdown, o.period, d.for_date, o.value, o.reason, o.final, @scheduledFor, snsops.now()
              from unnest(@publications::uuid[], @posts::text[], @metrics::text[], @breakdowns::text[], @periods::text[], @dates::text[], @values::numeric[], @reasons::text[], @finals::boolean[])
                   as o (publication_id, post, metric, breakdown, period, for_date, value, reason, final)
              join clients c on c.id = @clientId
             cross join lateral (select coalesce(o.for_date::date, (snsops.now() at time zone c.time_zone)::date) as for_date) d
              left join lateral (
                    select s.value, s.null_reason, s.final, s.run_for from analytics_snapshots s
                     where s.account_id = @accountId and s.platform_post_id = o.post and s.metric = o.metric and s.for_date = d.for_date and s.breakdown = o.breakdown
                     order by s.observed_at desc limit 1) n on true
             where n.final is null or (n.value, n.null_reason, n.final) is distinct from (o.value, o.reason, o.final)
                or (o.value is not null and not o.final and n.run_for is distinct from @scheduledFor)
            """,
            new
            {
                publications = observations.Select(o => o.Post?.PublicationId).ToArray(),
                posts = observations.Select(o => o.Post?.PlatformPostId ?? "").ToArray(),
                metrics = observations.Select(o => o.Metric.Name).ToArray(),
                breakdowns = observations.Select(o => o.Breakdown).ToArray(),
                periods = observations.Select(o => o.Metric.Period).ToArray(),
                dates = observations.Select(o => o.ForDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ToArray(),
                values = observations.Select(o => o.Value).ToArray(),
                reasons = observations.Select(o => o.NullReason).ToArray(),
                finals = observations.Select(o => o.Final).ToArray(),
                accountId = account.Id, clientId = account.ClientId, platform = account.Platform, scheduledFor,
            },
            transaction, cancellationToken: ct));
}
