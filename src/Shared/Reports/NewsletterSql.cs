using Dapper;
using Npgsql;

namespace SnsOps.Shared.Reports;

/// <summary>Makes the newsletters of a report: one row per recipient and period, however often it is asked for.</summary>
public static class NewsletterSql
{
    /// <summary>Makes those that are not there yet.</summary>
    /// <returns>How many there are now that were not there.</returns>
    public static Task<int> QueueAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid reportId, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("""
            insert into report_mails (id, client_id, report_id, recipient_id, kind, period_start, period_end, subject, body, created_at)
            select gen_random_uuid(), r.client_id, r.id, p.id, r.kind, r.period_start, r.period_end,
                   format('[%s] %s 리포트 %s', c.name, case r.kind when 'daily' then '일간' else '기간' end,
                          case when r.period_start = r.period_end then r.period_start::text else r.period_start || ' – ' || r.period_end end),
                   concat_ws(E'\n\n', lines.summary, nullif(lines.detail, ''), nullif(lines.strategy, '')), (select snsops.now())
              from reports r
              join clients c on c.id = r.client_id
              join report_recipients p on p.client_id = r.client_id and p.removed_at is null
             cross join lateral (
                   select (select string_agg(n || '. ' || line, E'\n' order by n) from jsonb_array_elements_text(r.text -> 'summary') with ordinality s (line, n)) as summary,
                          (select string_agg(line, E'\n' order by n) from jsonb_array_elements_text(r.text -> 'detail') with ordinality s (line, n)) as detail,
                          (select E'다음에 할 일\n' || string_agg('- ' || line, E'\n' order by n) from jsonb_array_elements_text(r.text -> 'strategy') with ordinality s (line, n)) as strategy) lines
             where r.id = @reportId and r.state = 'ready' and r.text is not null
            on conflict do nothing
            """, new { reportId }, transaction, cancellationToken: ct));
}
