using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;
using SnsOps.Shared.Reports;

namespace SnsOps.Workers.Ai.KeepReports;

/// <summary>Finds reports that are to be counted again, that are missing, or that nobody works on any more.</summary>
internal sealed class KeepReportsSql(NpgsqlDataSource database)
{
    /// <summary>The day that a morning's item is about.</summary>
    private const string Day = "((i.scheduled_for at time zone 'Asia/Seoul')::date - 1)";

    /// <summary>Of a morning's item: it was given up, and the day has no report.</summary>
    private const string Failed = $"""
        i.job = '{ReportJobs.Daily}' and i.state = 'failed'
          and not exists (select from reports r where r.client_id = i.client_id and r.kind = 'daily' and r.period_start = {Day} and r.period_end = {Day})
        """;

    /// <summary>An item per report whose turn it is.</summary>
    public async Task<IReadOnlyList<(Guid Id, Guid ClientId)>> PlanAsync(DateTimeOffset scheduledFor, int days, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(Guid, Guid)>(new CommandDefinition($"""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            select gen_random_uuid(), '{ReportJobs.Restate}', @scheduledFor, r.client_id, r.id, (select snsops.now())
              from reports r join clients c on c.id = r.client_id
             where @days > 0 and r.superseded_at is null and r.state = 'ready' and c.active and r.html_sha256 is not null
               and r.period_end >= ((select snsops.now()) at time zone 'Asia/Seoul')::date - @days
               and (r.pdf_sha256 is null or coalesce(r.checked_at, r.as_of) < (select snsops.now()) - interval '20 hours')
               and not exists (select from job_items b where b.subject_id = r.id and b.job = '{ReportJobs.Restate}' and b.state in ('ready', 'claimed'))
             order by coalesce(r.checked_at, r.as_of), r.id limit 500
            on conflict do nothing
            returning id, client_id
            """, new { scheduledFor, days }, cancellationToken: ct))).AsList();
    }

    /// <summary>Mornings of the last day whose report could not be made, mostly because a store was away: they are tried again, marked late.</summary>
    public async Task<IReadOnlyList<(Guid Id, Guid ClientId)>> ReviveDailyAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(Guid, Guid)>(new CommandDefinition($$"""
            update job_items i
               set state = 'ready', tries = 0, input = i.input || '{"late": true}', finished_at = null, next_attempt_at = (select snsops.now()), ready_since = clock_timestamp()
              from clients c
             where c.id = i.client_id and c.active and {{Failed}} and i.scheduled_for > (select snsops.now()) - interval '24 hours'
            returning i.id, i.client_id
            """, cancellationToken: ct))).AsList();
    }

    /// <summary>Mornings that stay without a report: admins are told once, of all clients of a morning together.</summary>
    /// <returns>How many notifications were made.</returns>
    public async Task<int> TellLostAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($$"""
            with lost as (
                update job_items i set detail = i.detail || '{"lost": true}'
                 where {{Failed}} and not i.detail ? 'lost'
                   and i.scheduled_for <= (select snsops.now()) - interval '24 hours' and i.scheduled_for > (select snsops.now()) - interval '3 days'
                returning i.client_id, {{Day}} as day, i.error),
            told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), u.id, null, 'report.failed', '일간 리포트를 만들지 못했습니다',
                       l.day || ': 클라이언트 ' || l.clients || '곳(' || l.names || ')의 리포트를 하루 동안 여러 번 시도했지만 만들지 못했습니다. 같은 기간의 리포트를 부탁할 수 있습니다. 오류: ' || l.error, 'high', '{}'
                  from (select x.day, count(*) as clients, left(string_agg(c.name, ', ' order by c.name), 200) as names, left(coalesce(min(x.error), '-'), 300) as error
                          from lost x join clients c on c.id = x.client_id group by x.day) l
                 cross join users u where u.active and u.role = 'admin'
                returning id, user_id, title, message, priority, reference),
            {{Notice.ToldLive}}
            select count(*)::int from told
            """, cancellationToken: ct));
    }

    /// <summary>Reports that wait although their work was given up: they fail, and say so, to who asked for them, too.</summary>
    /// <returns>How many.</returns>
    public async Task<int> GiveUpAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($"""
            with moved as (
                update reports r
                   set state = 'failed', reason = '여러 번 시도했지만 리포트를 만들지 못했습니다. 다시 부탁해 주세요 | It could not be made, tried several times: ask for it again'
                 where r.state = 'waiting' and r.created_at < clock_timestamp() - interval '5 minutes'
                   and not exists (select from job_items b where b.subject_id = r.id and b.job = '{ReportJobs.Make}' and b.state in ('ready', 'claimed'))
                returning r.id, r.client_id, r.requested_by, r.period_start, r.period_end),
            told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), u.id, m.client_id, 'report.failed', '부탁하신 리포트를 만들지 못했습니다',
                       c.name || ': ' || m.period_start || ' – ' || m.period_end || '. 여러 번 시도했지만 만들지 못했습니다. 다시 부탁해 주세요.', 'normal',
                       jsonb_build_object('report_id', m.id, 'client_id', m.client_id)
                  from moved m join clients c on c.id = m.client_id join users u on u.id = m.requested_by and u.active
                returning id, user_id, title, message, priority, reference),
            {Notice.ToldLive}
            select count(*)::int from moved
            """, cancellationToken: ct));
    }
}
