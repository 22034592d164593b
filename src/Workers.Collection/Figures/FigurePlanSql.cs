using System.Globalization;
using Dapper;
using Npgsql;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>Finds out what is to be read of an account now.</summary>
internal sealed class FigurePlanSql(NpgsqlDataSource database)
{
    /// <summary>Meta gives days in windows of thirty.</summary>
    private const int MostDays = 28;

    /// <summary>Makes the plan of one firing; a figure refused a day ago is in it once more, for one account.</summary>
    public async Task<FigurePlan> PlanAsync(ConnectedAccount account, IFigureSource source, DateTimeOffset scheduledFor, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var (now, createdAt) = await connection.QuerySingleAsync<(DateTimeOffset, DateTimeOffset)>(new CommandDefinition(
            "select snsops.now(), created_at from platform_accounts where id = @Id", new { account.Id }, cancellationToken: ct));
        var posts = await PostsAsync(connection, account, scheduledFor, ct);
        var metrics = await MetricsAsync(connection, account.Platform, ct);
        return new FigurePlan(scheduledFor, now, metrics, await RefusedAsync(connection, account, source, metrics, posts, ct), await DaysAsync(connection, account, metrics, createdAt, now, source.Settles, ct), posts);
    }

    /// <summary>The catalogue's figures that are asked for.</summary>
    public async Task<IReadOnlyList<Metric>> MetricsAsync(string platform, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await MetricsAsync(connection, platform, ct);
    }

    private static async Task<IReadOnlyList<Metric>> MetricsAsync(NpgsqlConnection connection, string platform, CancellationToken ct) =>
        (await connection.QueryAsync<Metric>(new CommandDefinition("""
            select level, metric as name, source, wire_name, array_to_string(formats, ',') as formats, period, breakdown, min_version
              from metric_catalogue where platform = @platform::platform and status <> 'retired' order by level, source, metric
            """, new { platform }, cancellationToken: ct))).AsList();

    /// <summary>Every hour for two days, daily for thirty, weekly for ninety; stories have figures for a day. Those not looked at for longest come first: a reading may be cut short each time.</summary>
    private static async Task<IReadOnlyList<MeasuredPost>> PostsAsync(NpgsqlConnection connection, ConnectedAccount account, DateTimeOffset scheduledFor, CancellationToken ct) =>
        (await connection.QueryAsync<MeasuredPost>(new CommandDefinition("""
            select p.id as publication_id, p.platform_post_id, p.format::text as format
              from publications p left join post_looks l on l.publication_id = p.id
             cross join (select snsops.now() as at) n
             where p.account_id = @Id and p.published_at > n.at - interval '90 days' and p.state = 'published' and p.platform_post_id is not null
               and not (p.format = 'instagram_story' and p.published_at < n.at - interval '25 hours')
               and (l.run_for is null or l.run_for < @scheduledFor)
               and (l.looked_at is null or p.published_at > n.at - interval '2 days'
                    or l.looked_at < n.at - case when p.published_at > n.at - interval '30 days' then interval '23 hours' else interval '6 days 23 hours' end)
             order by l.looked_at nulls first, p.published_at desc limit 1000
            """, new { account.Id, scheduledFor }, cancellationToken: ct))).AsList();

    private static async Task<IReadOnlyList<KnownRefusal>> RefusedAsync(
        NpgsqlConnection connection, ConnectedAccount account, IFigureSource source, IReadOnlyList<Metric> metrics, IReadOnlyList<MeasuredPost> posts, CancellationToken ct)
    {
        var formats = posts.Select(p => p.Format).Distinct().ToArray();
        var wires = metrics.Where(m => m.Level == "post" && formats.Any(m.IsOf)).Select(m => m.WireName).ToArray();
        var refused = (await connection.QueryAsync<KnownRefusal>(new CommandDefinition("""
            with again as (
                update metric_refusals set retry_at = snsops.now() + interval '1 day'
                 where platform = @Platform::platform and api_version = @ApiVersion and retry_at <= snsops.now() and (account_id is null or account_id = @Id)
                   and (level = 'account' or (wire_name = any(@wires) and (format = '' or format = any(@formats))))
                returning id)
            select level, wire_name, format, reason from metric_refusals r
             where platform = @Platform::platform and api_version = @ApiVersion and (account_id is null or account_id = @Id) and not exists (select from again where again.id = r.id)
            """, new { account.Platform, source.ApiVersion, account.Id, formats, wires }, cancellationToken: ct))).AsList();
        var version = int.TryParse(source.ApiVersion.TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
        refused.AddRange(metrics.Where(m => m.MinVersion > version).Select(m => new KnownRefusal(m.Level, m.WireName, "", NullReason.NotInVersion)));
        return refused;
    }

    /// <summary>Days of which not each figure was seen after they had settled: the newest, those that were missed, and those of a reading that was cut short.</summary>
    private static async Task<IReadOnlyList<DateOnly>> DaysAsync(
        NpgsqlConnection connection, ConnectedAccount account, IReadOnlyList<Metric> metrics, DateTimeOffset createdAt, DateTimeOffset now, TimeSpan settles, CancellationToken ct)
    {
        var today = PlatformDay.Of(now);
        var wanted = metrics.Where(m => m is { Level: "account", Period: "day" }).Select(m => m.Name).Distinct().ToArray();
        var seen = (await connection.QueryAsync<(string Day, DateTimeOffset At)>(new CommandDefinition("""
            select for_date::text, min(at) from (
                select for_date, metric, max(observed_at) as at from analytics_snapshots
                 where account_id = @Id and platform_post_id = '' and period = 'day' and for_date > @from::date and metric = any(@wanted)
                 group by for_date, metric) seen
             group by for_date having count(*) = cardinality(@wanted)
            """, new { account.Id, wanted, from = Iso(today.AddDays(-MostDays)) }, cancellationToken: ct))).ToDictionary(s => s.Day, s => s.At);
        var first = PlatformDay.Of(createdAt);
        return
        [
            .. Enumerable.Range(0, MostDays).Select(back => today.AddDays(back - MostDays + 1)).Where(day => day >= first && (!seen.TryGetValue(Iso(day), out var at) || at < PlatformDay.End(day) + settles)),
        ];
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
