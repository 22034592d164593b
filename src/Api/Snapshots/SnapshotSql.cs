using System.Globalization;
using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Snapshots;

/// <summary>Reads observations. None is ever changed, so what was known at a moment can be read at any later one.</summary>
internal sealed class SnapshotSql(NpgsqlDataSource database)
{
    /// <summary>The newest observation about each date, not after AsOf; newest dates first. Without dates: the last thirty days.</summary>
    public async Task<IReadOnlyList<SnapshotView>> ListAsync(SnapshotFilter filter, SnapshotCursor after, int fetch, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SnapshotView>(new CommandDefinition("""
            select distinct on (s.for_date, s.account_id, s.platform_post_id, s.metric, s.breakdown)
                   s.client_id, s.account_id, s.platform::text as platform, s.publication_id, nullif(s.platform_post_id, '') as platform_post_id, s.metric, nullif(s.breakdown, '') as breakdown,
                   s.period, s.for_date, s.value, s.null_reason, s.final, s.observed_at as as_of
              from analytics_snapshots s
             where s.client_id = any(@Clients) and s.observed_at <= coalesce(@AsOf::timestamptz, 'infinity')
               and s.for_date >= coalesce(@from::date, coalesce(@to::date, (coalesce(@AsOf::timestamptz, (select snsops.now())))::date) - 30) and s.for_date <= coalesce(@to::date, 'infinity')
               and (@AccountId::uuid is null or s.account_id = @AccountId) and (@PublicationId::uuid is null or s.publication_id = @PublicationId)
               and (@Platform::platform is null or s.platform = @Platform::platform) and (@Metric::text is null or s.metric = @Metric)
               and (@Level::text is null or (s.platform_post_id = '') = (@Level = 'account'))
               and (@date::date is null or s.for_date < @date::date
                    or (s.for_date = @date::date and (s.account_id, s.platform_post_id, s.metric, s.breakdown) > (@afterAccount, @afterPost, @afterMetric, @afterBreakdown)))
             order by s.for_date desc, s.account_id, s.platform_post_id, s.metric, s.breakdown, s.observed_at desc
             limit @fetch
            """,
            new
            {
                filter.Clients, filter.AccountId, filter.PublicationId, filter.Platform, filter.Level, filter.Metric, filter.AsOf, from = Iso(filter.From), to = Iso(filter.To), fetch,
                date = Iso(after.ForDate), afterAccount = after.Account, afterPost = after.Post, afterMetric = after.Metric, afterBreakdown = after.Breakdown,
            }, cancellationToken: ct))).AsList();
    }

    /// <summary>The whole catalogue, with what was refused to every account.</summary>
    public async Task<IReadOnlyList<MetricView>> MetricsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<MetricView>(new CommandDefinition("""
            select m.platform::text as platform, m.level, m.metric, m.wire_name, m.period, m.breakdown, m.unit, m.formats, m.min_version,
                   case when m.status <> 'retired' and r.reason = 'retired' then 'refused' else m.status end as status, m.retired_on, m.replaced_by, m.name_ko, m.name_en,
                   r.refused_at, r.api_version as refused_version, nullif(r.format, '') as refused_format, r.error
              from metric_catalogue m
              left join metric_refusals r on r.platform = m.platform and r.level = m.level and r.wire_name = m.wire_name and r.account_id is null
             order by m.platform, m.level, m.metric, r.refused_at desc
            """, cancellationToken: ct))).AsList();
    }

    public async Task<IReadOnlyList<SnapshotCheckView>> ChecksAsync(Guid? accountId, string? verdict, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SnapshotCheckView>(new CommandDefinition("""
            select id, client_id, account_id, platform_post_id, metric, for_date, stored, stored_at, seen, verdict, checked_at
              from analytics_checks
             where (@accountId::uuid is null or account_id = @accountId) and (@verdict::text is null or verdict = @verdict)
               and (@AfterAt::timestamptz is null or (checked_at, id) < (@AfterAt, @AfterId))
             order by checked_at desc, id desc limit @Fetch
            """, page.Parameters(new { accountId, verdict }), cancellationToken: ct))).AsList();
    }

    private static string? Iso(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
