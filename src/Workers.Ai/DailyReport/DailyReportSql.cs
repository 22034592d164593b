using System.Data;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>How a day's figures are counted, and how the report of them becomes one row.</summary>
internal sealed class DailyReportSql(NpgsqlDataSource database)
{
    private static readonly string[] Told = ["admin", "manager", "operator"];

    /// <summary>Counts, writes the row and tells the client's staff, in one transaction and from one snapshot.</summary>
    /// <returns>The new report; null when the day had one already, and then nobody is told.</returns>
    public async Task<Guid?> WriteAsync(
        Guid clientId, ReportDay day, bool late, Func<ReportDay, IReadOnlyDictionary<string, Figure>, string> telling, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var figures = await FiguresAsync(connection, transaction, clientId, day, ct);
        var id = await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition("""
            insert into reports (id, client_id, kind, period_start, period_end, figures, html, late, as_of)
            values (@id, @clientId, 'daily', @date::date, @date::date, @figures::jsonb, @html, @late, snsops.now())
            on conflict (client_id, kind, period_start) do nothing
            returning id
            """,
            new
            {
                id = Guid.CreateVersion7(), clientId, date = Iso(day), figures = JsonSerializer.Serialize(figures, LiveEvents.Plain), late,
                html = ReportPage.Write(await ClientNameAsync(connection, transaction, clientId, ct), day, late, figures),
            },
            transaction, cancellationToken: ct));
        if (id is null)
            return null;
        await new Notice(clientId, Told, "report.daily", "일간 리포트가 준비되었습니다", telling(day, figures), "normal", $$"""{"report_id": "{{id}}", "client_id": "{{clientId}}"}""")
            .InsertAsync(connection, transaction, ct);
        await transaction.CommitAsync(ct);
        return id;
    }

    private static async Task<Dictionary<string, Figure>> FiguresAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, ReportDay day, CancellationToken ct)
    {
        // Publications belong to the day they were scheduled for, so the figures of one day add up whatever a retry made of the hour.
        var counts = (await connection.QueryAsync<Count>(new CommandDefinition("""
            with planned as (
                select state from publications where client_id = @clientId and scheduled_at >= @Start and scheduled_at < @End),
            received as (
                select c.sentiment from comments_inbox c join platform_accounts a on a.id = c.account_id
                 where c.client_id = @clientId and c.posted_at >= @Start and c.posted_at < @End
                   and c.author_platform_id is distinct from a.platform_account_id)
            select n.name, n.value, snsops.now() as as_of from (values
                ('publications_planned', (select count(*) from planned where state <> 'cancelled')),
                ('publications_published', (select count(*) from planned where state = 'published')),
                ('publications_failed', (select count(*) from planned where state = 'failed')),
                ('publications_missed', (select count(*) from planned where state = 'missed')),
                ('publications_unknown', (select count(*) from planned where state = 'unknown')),
                ('comments_received', (select count(*) from received)),
                ('comments_positive', (select count(*) from received where sentiment = 'positive')),
                ('comments_neutral', (select count(*) from received where sentiment = 'neutral')),
                ('comments_negative', (select count(*) from received where sentiment = 'negative')),
                ('comments_crisis', (select count(*) from received where sentiment = 'crisis')),
                ('comments_unscored', (select count(*) from received where sentiment is null)),
                ('replies_published', (select count(*) from comment_replies
                                        where client_id = @clientId and published_at >= @Start and published_at < @End)),
                ('incidents_opened', (select count(*) from incidents
                                       where client_id = @clientId and opened_at >= @Start and opened_at < @End))) as n (name, value)
            """, new { clientId, day.Start, day.End }, transaction, cancellationToken: ct))).AsList();
        var figures = counts.ToDictionary(c => c.Name, c => new Figure { Value = c.Value, AsOf = c.AsOf });
        foreach (var follower in await FollowersAsync(connection, transaction, clientId, day, ct))
            figures[$"followers:{follower.AccountId}"] = follower;
        return figures;
    }

    /// <summary>Each account's newest observation about that day or an earlier one.</summary>
    private static Task<IEnumerable<Figure>> FollowersAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, ReportDay day, CancellationToken ct) =>
        connection.QueryAsync<Figure>(new CommandDefinition("""
            select s.value, coalesce(s.observed_at, snsops.now()) as as_of,
                   case when s.account_id is null then 'never observed' else s.null_reason end as null_reason,
                   a.id as account_id, a.name as account, a.platform::text as platform
              from platform_accounts a
              left join lateral (
                    select account_id, value, null_reason, observed_at from analytics_snapshots
                     where account_id = a.id and platform_post_id = '' and metric = 'followers' and for_date <= @date::date
                     order by for_date desc, observed_at desc limit 1) s on true
             where a.client_id = @clientId and a.state <> 'disabled'
             order by a.name, a.id
            """, new { clientId, date = Iso(day) }, transaction, cancellationToken: ct));

    private static string Iso(ReportDay day) => day.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static Task<string> ClientNameAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, CancellationToken ct) =>
        connection.QuerySingleAsync<string>(new CommandDefinition("select name from clients where id = @clientId", new { clientId }, transaction, cancellationToken: ct));

    private sealed record Count(string Name, long Value, DateTimeOffset AsOf);
}
