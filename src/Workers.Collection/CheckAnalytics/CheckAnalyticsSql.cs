using Dapper;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Collection.CheckAnalytics;

/// <summary>Chooses what is looked at again, and writes down what was found.</summary>
internal sealed class CheckAnalyticsSql(NpgsqlDataSource database, LiveEvents live)
{
    private static readonly string[] Told = ["admin"];

    /// <summary>Some figures of days that have settled, and some of the newest others, chosen anew each time.</summary>
    public async Task<IReadOnlyList<Sample>> ChooseAsync(ConnectedAccount account, int most, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Sample>(new CommandDefinition("""
            with newest as (
                select distinct on (s.platform_post_id, s.metric, case when s.period = 'day' then s.for_date end)
                       s.metric, s.period, s.for_date, s.publication_id, s.platform_post_id, p.format::text as format, s.value as stored, s.observed_at as stored_at, s.final
                  from analytics_snapshots s left join publications p on p.id = s.publication_id
                 where s.account_id = @Id and s.breakdown = '' and s.observed_at > snsops.now() - interval '20 days'
                   and s.for_date > (snsops.now() - interval '20 days')::date and (s.period <> 'day' or s.final)
                 order by s.platform_post_id, s.metric, case when s.period = 'day' then s.for_date end, s.observed_at desc),
            known as (select * from newest where stored is not null and (final or stored_at > snsops.now() - interval '1 day'))
            (select * from known where final order by random() limit (@most + 1) / 2) union all (select * from known where not final order by random() limit @most / 2)
            """, new { account.Id, most }, cancellationToken: ct))).AsList();
    }

    /// <summary>Writes down what was found; admins are told of drift once a day per account.</summary>
    public async Task StoreAsync(ConnectedAccount account, IReadOnlyList<Check> checks, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into analytics_checks (id, client_id, account_id, platform_post_id, metric, for_date, stored, stored_at, seen, verdict, checked_at)
            select gen_random_uuid(), @ClientId, @Id, c.post, c.metric, c.for_date::date, c.stored, c.stored_at, c.seen, c.verdict, snsops.now()
              from unnest(@posts::text[], @metrics::text[], @dates::text[], @stored::numeric[], @storedAt::timestamptz[], @seen::numeric[], @verdicts::text[])
                   as c (post, metric, for_date, stored, stored_at, seen, verdict)
            """,
            new
            {
                account.Id, account.ClientId,
                posts = checks.Select(c => c.Sample.PlatformPostId).ToArray(),
                metrics = checks.Select(c => c.Sample.Metric).ToArray(),
                dates = checks.Select(c => c.Sample.ForDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).ToArray(),
                stored = checks.Select(c => c.Sample.Stored).ToArray(),
                storedAt = checks.Select(c => c.Sample.StoredAt).ToArray(),
                seen = checks.Select(c => c.Seen).ToArray(),
                verdicts = checks.Select(c => c.Verdict).ToArray(),
            }, transaction, cancellationToken: ct));
        var told = checks.FirstOrDefault(c => c.Verdict == "drift") is { } drift && await TellAsync(connection, transaction, account, drift, checks.Count(c => c.Verdict == "drift"), ct);
        await transaction.CommitAsync(ct);
        if (told)
            live.Announce();
    }

    private static async Task<bool> TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ConnectedAccount account, Check drift, int count, CancellationToken ct)
    {
        var name = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("""
            select a.name from platform_accounts a
             where a.id = @Id and not exists (select from notifications n where n.kind = 'analytics.drift' and n.reference ->> 'account_id' = a.id::text and n.created_at > clock_timestamp() - interval '1 day')
            """, new { account.Id }, transaction, cancellationToken: ct));
        if (name is null)
            return false;
        return await new Notice(account.ClientId, Told, "analytics.drift", $"[{name}] 저장된 지표가 원본과 다릅니다",
            $"오늘 다시 읽은 지표 가운데 {count}개가 다릅니다. 예: '{drift.Sample.Metric}' 저장 {drift.Sample.Stored:0.##}, 원본 {drift.Seen:0.##}. 점검 기록을 보고 수집을 확인하세요.",
            "high", $$"""{"account_id": "{{account.Id}}"}""").InsertAsync(connection, transaction, ct) > 0;
    }
}
