using Dapper;
using Npgsql;
using SnsOps.Api.Publications;
using SnsOps.Shared.Platforms;

namespace SnsOps.Api.Today;

/// <summary>Reads what needs somebody. Every part is bounded: it stops counting at <see cref="Most"/>, whatever lies behind it.</summary>
internal sealed class TodaySql(NpgsqlDataSource database)
{
    private const int Most = 200, Shown = 6, MostAccounts = 300;

    private const string Waiting = "g.id, g.client_id, g.content_id, c.title, a.name as account_name, g.platform::text as platform, g.state::text as state, g.scheduled_at";

    public async Task<TodayView> ReadAsync(Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select snsops.now();

            with {PostsAtRisk.Cte}
            select r.id, r.client_id, p.content_id, c.title, r.account_id, a.name as account_name, a.platform::text as platform, r.due_at, r.risk, r.horizon_hours,
                   a.reconnect_reason as reason, least(a.token_expires_at, a.data_access_ends_at) as ends_at
              from (select * from at_risk order by due_at, id limit @Most) r
              join publications p on p.id = r.id join contents c on c.id = p.content_id join platform_accounts a on a.id = r.account_id
             order by r.due_at, r.id;

            select {Waiting}, g.asked_at as since, g.error
              from (select * from publications where client_id = any(@clients) and asked_at is not null order by asked_at limit @Most) g
              join contents c on c.id = g.content_id join platform_accounts a on a.id = g.account_id
             order by g.asked_at, g.id;

            select {Waiting}, g.updated_at as since, g.error
              from (select * from publications where client_id = any(@clients) and state in ('failed', 'missed') limit @Most) g
              join contents c on c.id = g.content_id join platform_accounts a on a.id = g.account_id
             order by g.updated_at desc, g.id;

            select c.id, c.client_id, c.title, u.name as created_by_name, c.updated_at as since
              from (select * from contents where client_id = any(@clients) and review_state = 'in_review' limit @Most) c
              join users u on u.id = c.created_by
             order by c.updated_at, c.id;

            select id, client_id, title, review_step as step, review_until
              from contents
             where review_until < (select snsops.now()) + interval '24 hours' and client_id = any(@clients)
             order by review_until, id limit @Most;

            select m.id, m.client_id, m.platform::text as platform, m.author, m.message, m.sentiment::text as sentiment, m.posted_at
              from unnest(@clients) as w (client_id)
             cross join (values ('crisis'::sentiment), ('negative'::sentiment)) as s (sentiment)
             cross join lateral (
                select i.id, i.client_id, i.platform, i.author, i.message, i.sentiment, i.posted_at
                  from comments_inbox i
                 where i.client_id = w.client_id and i.sentiment = s.sentiment and i.posted_at > (select snsops.now()) - interval '7 days'
                   and i.deleted_at is null and i.hidden_at is null
                   and not exists (select from comment_replies r where r.comment_id = i.id and r.state not in ('failed', 'cancelled'))
                 order by i.posted_at desc limit @Most) m
             order by m.sentiment desc, m.posted_at, m.id limit @Most;

            select count(*)::int from holds where client_id = any(@clients) and lifted_at is null;

            select a.id, a.client_id, a.platform::text as platform, a.name, a.state::text as state, a.reconnect_reason, j.comments_at, j.figures_at
              from (select * from platform_accounts where client_id = any(@clients) and state <> 'disabled' order by client_id, name, id limit @MostAccounts) a
              left join (
                select subject_id, max(finished_at) filter (where job = 'sync-comments') as comments_at, max(finished_at) filter (where job = 'collect-analytics') as figures_at
                  from job_items
                 where client_id = any(@clients) and scheduled_for > (select snsops.now()) - interval '3 hours' and state = 'done' and job in ('sync-comments', 'collect-analytics')
                 group by subject_id) j on j.subject_id = a.id
             order by a.client_id, a.name, a.id;
            """, new { clients, scopes = NeededScopes.Publishing, Most, MostAccounts }, cancellationToken: ct));
        return new TodayView(
            await sets.ReadSingleAsync<DateTimeOffset>(), Most,
            First(await sets.ReadAsync<PublicationAtRisk>()), First(await sets.ReadAsync<WaitingPublication>()), First(await sets.ReadAsync<WaitingPublication>()),
            First(await sets.ReadAsync<WaitingContent>()), First(await sets.ReadAsync<ExpiringReview>()), First(await sets.ReadAsync<WaitingComment>()), await sets.ReadSingleAsync<int>(), (await sets.ReadAsync<CollectedAccount>()).AsList());
    }

    private static TodayList<T> First<T>(IEnumerable<T> rows)
    {
        var all = rows.AsList();
        return new TodayList<T>(all.Count, [.. all.Take(Shown)]);
    }
}
