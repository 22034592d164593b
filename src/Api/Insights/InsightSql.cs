using System.Globalization;
using Dapper;
using Npgsql;

namespace SnsOps.Api.Insights;

/// <summary>Reads figures by the day: the newest observation about each, by one index range per account and metric.</summary>
internal sealed class InsightSql(NpgsqlDataSource database)
{
    private const int MostAccounts = 60, MostPosts = 10;

    /// <summary>What is drawn, and which of a platform's figures it is.</summary>
    private static readonly Dictionary<string, string[]> Drawn = new()
    {
        ["followers"] = ["followers"], ["reach"] = ["reach"], ["views"] = ["views"],
        ["engagement"] = ["interactions", "engagements", "likes", "comments", "shares"],
    };

    /// <summary>In Korea.</summary>
    public async Task<DateOnly> TodayAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return DateOnly.FromDateTime(await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("select (snsops.now() at time zone 'Asia/Seoul')::timestamp", cancellationToken: ct)));
    }

    public async Task<InsightView> ReadAsync(Guid[] clients, Guid? accountId, DateOnly from, DateOnly to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            select id, client_id, platform::text as platform, name from platform_accounts
             where client_id = any(@clients) and (@accountId::uuid is null or id = @accountId) order by client_id, platform, name, id limit @MostAccounts;

            with chosen as (
                select id from platform_accounts
                 where client_id = any(@clients) and (@accountId::uuid is null or id = @accountId) order by client_id, platform, name, id limit @MostAccounts)
            select a.id as account_id, f.metric, f.for_date::timestamp as day, f.value, f.observed_at
              from chosen a cross join unnest(@metrics) as m (metric)
             cross join lateral (
                select distinct on (s.for_date) s.metric, s.for_date, s.value, s.observed_at from analytics_snapshots s
                 where s.account_id = a.id and s.platform_post_id = '' and s.metric = m.metric and s.breakdown = '' and s.for_date between @from::date and @to::date
                 order by s.for_date, s.observed_at desc) f;

            select (posted_at at time zone 'Asia/Seoul')::date::timestamp as day, sentiment::text as sentiment, count(*)::int as count
              from comments_inbox
             where client_id = any(@clients) and (@accountId::uuid is null or account_id = @accountId)
               and posted_at >= (@from::date)::timestamp at time zone 'Asia/Seoul' and posted_at < (@to::date + 1)::timestamp at time zone 'Asia/Seoul'
               and not (scored_at is not null and sentiment is null)
             group by 1, 2;

            with posts as (
                select g.id, g.content_id, g.client_id, g.account_id, g.platform, g.published_at, g.post_url, g.platform_post_id from unnest(@clients) as w (client_id)
                 cross join lateral (
                    select * from publications where client_id = w.client_id and scheduled_at >= (@from::date)::timestamp at time zone 'Asia/Seoul'
                       and scheduled_at < (@to::date + 1)::timestamp at time zone 'Asia/Seoul' and state = 'published' and platform_post_id is not null
                       and (@accountId::uuid is null or account_id = @accountId)
                     order by scheduled_at desc, id desc limit 300) g)
            select p.id as publication_id, p.content_id, p.client_id, c.title, p.platform::text as platform, a.name as account_name, p.published_at, p.post_url, f.metric, f.value
              from posts p join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
             cross join lateral (
                select s.metric, s.value from analytics_snapshots s
                 where s.account_id = p.account_id and s.platform_post_id = p.platform_post_id and s.metric = 'views' and s.breakdown = '' and s.value is not null
                 order by s.for_date desc, s.observed_at desc limit 1) f
             order by f.value desc, p.id limit @MostPosts
            """,
            new { clients, accountId, from = Iso(from), to = Iso(to), metrics = Drawn.Values.SelectMany(m => m).Distinct().ToArray(), MostAccounts, MostPosts }, cancellationToken: ct));
        var accounts = (await sets.ReadAsync<AccountRow>()).AsList();
        var figures = (await sets.ReadAsync<FigureRow>()).ToLookup(f => f.AccountId);
        var tones = (await sets.ReadAsync<ToneRow>()).ToLookup(t => DateOnly.FromDateTime(t.Day));
        var best = (await sets.ReadAsync<BestPost>()).AsList();
        var days = Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).ToList();
        return new InsightView(from, to, days, [.. accounts.Select(a => Series(a, [.. figures[a.Id]], days))], [.. days.Select(day => Tone(day, tones[day]))], best);
    }

    private static AccountSeries Series(AccountRow account, List<FigureRow> figures, List<DateOnly> days)
    {
        return new AccountSeries(account.Id, account.ClientId, account.Platform, account.Name, Of("followers"), Of("reach"), Of("engagement"), Of("views"),
            figures.Count == 0 ? null : figures.Max(f => f.ObservedAt));

        // A platform that counts engagement itself has its own word for it; what it is made of is added up only where it has none.
        IReadOnlyList<decimal?> Of(string drawn)
        {
            var own = Drawn[drawn].Take(drawn == "engagement" ? 2 : 1).FirstOrDefault(metric => figures.Exists(f => f.Metric == metric));
            var wanted = own is null && drawn == "engagement" ? Drawn[drawn][2..] : [own ?? drawn];
            var byDay = figures.Where(f => wanted.Contains(f.Metric) && f.Value is not null).ToLookup(f => DateOnly.FromDateTime(f.Day));
            return [.. days.Select(day => byDay[day].Any() ? byDay[day].Sum(f => f.Value) : null)];
        }
    }

    private static DaySentiment Tone(DateOnly day, IEnumerable<ToneRow> rows)
    {
        var counts = rows.ToDictionary(r => r.Sentiment ?? "", r => r.Count);
        return new DaySentiment(day, counts.GetValueOrDefault("positive"), counts.GetValueOrDefault("neutral"), counts.GetValueOrDefault("negative"), counts.GetValueOrDefault("crisis"), counts.GetValueOrDefault(""));
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record AccountRow(Guid Id, Guid ClientId, string Platform, string Name);

    private sealed record FigureRow(Guid AccountId, string Metric, DateTime Day, decimal? Value, DateTimeOffset ObservedAt);

    private sealed record ToneRow(DateTime Day, string? Sentiment, int Count);
}
