using Dapper;
using Npgsql;
using SnsOps.Shared.Reports;

namespace SnsOps.Workers.Ai.KeepReports;

/// <summary>Finds reports that are to be counted again, or that nobody works on any more.</summary>
internal sealed class KeepReportsSql(NpgsqlDataSource database)
{
    /// <summary>An item per report whose turn it is.</summary>
    public async Task<IReadOnlyList<(Guid Id, Guid ClientId)>> PlanAsync(DateTimeOffset scheduledFor, int days, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(Guid, Guid)>(new CommandDefinition($"""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            select gen_random_uuid(), '{ReportJobs.Restate}', @scheduledFor, r.client_id, r.id, (select snsops.now())
              from reports r join clients c on c.id = r.client_id
             where r.superseded_at is null and r.state = 'ready' and c.active and r.html_sha256 is not null
               and r.period_end >= ((select snsops.now()) at time zone 'Asia/Seoul')::date - @days
               and (r.pdf_sha256 is null or coalesce(r.checked_at, r.as_of) < (select snsops.now()) - interval '20 hours')
               and not exists (select from job_items b where b.subject_id = r.id and b.job = '{ReportJobs.Restate}' and b.state in ('ready', 'claimed'))
             order by coalesce(r.checked_at, r.as_of), r.id limit 500
            on conflict do nothing
            returning id, client_id
            """, new { scheduledFor, days }, cancellationToken: ct))).AsList();
    }

    /// <summary>Reports that wait although their work was given up: they fail, and say so.</summary>
    /// <returns>How many.</returns>
    public async Task<int> GiveUpAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition($"""
            update reports r
               set state = 'failed', reason = '여러 번 시도했지만 리포트를 만들지 못했습니다. 다시 부탁해 주세요 | It could not be made, tried several times: ask for it again'
             where r.state = 'waiting' and r.created_at < clock_timestamp() - interval '5 minutes'
               and not exists (select from job_items b where b.subject_id = r.id and b.job = '{ReportJobs.Make}' and b.state in ('ready', 'claimed'))
            """, cancellationToken: ct));
    }
}
