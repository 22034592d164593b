using Dapper;
using Npgsql;
using SnsOps.Api.Contents;

namespace SnsOps.Api.Calendar;

/// <summary>Reads contents by the time of their publications: one index range per client.</summary>
internal sealed class CalendarSql(NpgsqlDataSource database)
{
    private const int Most = 1000, MostUnscheduled = 30;

    public async Task<CalendarView> ReadAsync(Guid[] clients, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<HolidayView> holidays, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            with picked as materialized (
                select q.* from unnest(@clients) as w (client_id)
                 cross join lateral (
                    select id, client_id, content_id, account_id, platform, state, scheduled_at from publications
                     where client_id = w.client_id and scheduled_at >= @from and scheduled_at < @to
                     order by scheduled_at desc, id desc limit @publications) q),
            grouped as (
                select p.content_id, min(p.scheduled_at) as scheduled_at, array_agg(p.state::text order by a.name, a.id) as states, array_agg(distinct p.platform::text) as platforms,
                       array_agg(a.name order by a.name, a.id) as account_names, array_agg(a.id) as accounts, bool_or(p.state <> 'cancelled') as wanted
                  from picked p join platform_accounts a on a.id = p.account_id group by p.content_id)
            select c.id, c.client_id, c.title, g.scheduled_at, c.time_zone, c.version, g.states, g.platforms, g.account_names,
                   exists (select from holds h where h.client_id = c.client_id and h.lifted_at is null
                              and (h.content_id = c.id or h.account_id = any(g.accounts) or (h.content_id is null and h.account_id is null))) as held
              from grouped g join contents c on c.id = g.content_id
             where g.wanted
             order by g.scheduled_at, c.id limit @fetch;
            select c.id, c.client_id, c.title, null::timestamptz as scheduled_at, null::text as time_zone, c.version, '{}'::text[] as states,
                   t.platforms, t.account_names, false as held
              from (select * from contents where client_id = any(@clients) and review_state = 'approved' and scheduled_at is null
                       and not exists (select from publications p where p.content_id = contents.id and p.state <> 'cancelled')
                     order by created_at desc, id desc limit @MostUnscheduled) c
             cross join lateral (
                select coalesce(array_agg(distinct a.platform::text), '{}') as platforms, coalesce(array_agg(a.name order by a.name, a.id), '{}') as account_names
                  from content_targets t join platform_accounts a on a.id = t.account_id where t.content_id = c.id) t
             order by c.created_at desc, c.id desc
            """, new { clients, from, to, publications = Most * 3, fetch = Most + 1, MostUnscheduled }, cancellationToken: ct));
        var items = (await sets.ReadAsync<Row>()).AsList();
        var unscheduled = (await sets.ReadAsync<Row>()).AsList();
        return new CalendarView([.. items.Take(Most).Select(View)], [.. unscheduled.Select(View)], items.Count > Most, holidays);
    }

    private static CalendarItem View(Row r) => new()
    {
        Id = r.Id, ClientId = r.ClientId, Title = r.Title, ScheduledAt = r.ScheduledAt, TimeZone = r.TimeZone, Version = r.Version, DeliveryStatus = DeliveryStatus.Of(r.States),
        Platforms = r.Platforms, AccountNames = r.AccountNames, Held = r.Held,
    };

    /// <summary>By properties: a constructor's arrays are nothing Dapper finds.</summary>
    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid ClientId { get; init; }
        public string Title { get; init; } = "";
        public DateTimeOffset? ScheduledAt { get; init; }
        public string? TimeZone { get; init; }
        public int Version { get; init; }
        public string[] States { get; init; } = [];
        public string[] Platforms { get; init; } = [];
        public string[] AccountNames { get; init; } = [];
        public bool Held { get; init; }
    }
}
