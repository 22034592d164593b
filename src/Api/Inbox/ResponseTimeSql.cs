using System.Globalization;
using Dapper;
using Npgsql;
using SnsOps.Api.Database;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Inbox;

/// <summary>Reads how comments of a period were answered, and when a client's people work.</summary>
internal sealed class ResponseTimeSql(NpgsqlDataSource database)
{
    /// <summary>What was counted for each of these clients. Those that are <paramref name="answered"/> on the platform itself wait no more, whatever the inbox says.</summary>
    public async Task<IReadOnlyList<CountedComments>> CountAsync(Guid[] clients, DateTimeOffset from, DateTimeOffset to, Guid[] answered, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<CountedComments>(new CommandDefinition("""
            select cl.id as client_id, cl.name as client, cl.time_zone, h.opens, h.closes, h.weekdays, h.closed_holidays,
                   n.comments, n.gone, n.settled, n.unanswered, n.waits_since
              from clients cl
              left join business_hours h on h.client_id = cl.id
             cross join lateral (
                select count(*)::int as comments, count(*) filter (where c.deleted_at is not null or c.hidden_at is not null)::int as gone,
                       count(*) filter (where c.deleted_at is null and c.hidden_at is null and i.state = 'done')::int as settled,
                       count(*) filter (where c.deleted_at is null and c.hidden_at is null and coalesce(i.state, 'open') in ('open', 'snoozed') and not c.id = any(@answered))::int as unanswered,
                       min(c.posted_at) filter (where c.deleted_at is null and c.hidden_at is null and coalesce(i.state, 'open') in ('open', 'snoozed') and not c.id = any(@answered)) as waits_since
                  from comments_inbox c left join inbox_items i on i.comment_id = c.id
                 where c.client_id = cl.id and c.posted_at >= @from and c.posted_at < @to and (c.scored_at is null or c.sentiment is not null)) n
             where cl.id = any(@clients)
             order by cl.name, cl.id
            """, new { clients, from, to, answered }, cancellationToken: ct))).AsList();
    }

    /// <summary>When each answered comment of a period was written, and when its first answer came: by us, or by the account on the platform itself.</summary>
    public async Task<IReadOnlyList<AnsweredAt>> AnswersAsync(Guid[] clients, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AnsweredAt>(new CommandDefinition($"""
            with ours as (
                select r.comment_id, min(r.published_at) as at from comment_replies r
                 where r.client_id = any(@clients) and r.created_at >= @from and r.state = 'published' group by r.comment_id),
            by_hand as materialized (
                select t.account_id, {Threads.Of("t")} as thread, t.posted_at from comments_inbox t
                 where t.client_id = any(@clients) and t.posted_at >= @from and t.scored_at is not null and t.sentiment is null and t.parent_comment_id is not null
                   and not exists (select from comment_replies x where x.account_id = t.account_id and x.platform_reply_id = t.platform_comment_id)),
            theirs as (
                select c.id as comment_id, min(h.posted_at) as at
                  from by_hand h join comments_inbox c on c.account_id = h.account_id and {Threads.Of("c")} = h.thread and c.posted_at < h.posted_at
                 where c.posted_at >= @from and c.posted_at < @to and c.sentiment is not null group by c.id),
            first as (
                select comment_id, min(at) as at from (select * from ours union all select * from theirs) x group by comment_id)
            select c.id as comment_id, c.client_id, c.posted_at, f.at as answered_at_time
              from first f join comments_inbox c on c.id = f.comment_id
             where c.posted_at >= @from and c.posted_at < @to
            """, new { clients, from, to }, cancellationToken: ct))).AsList();
    }

    /// <summary>A client's hours; null until somebody has set them.</summary>
    public async Task<BusinessHoursView?> HoursAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<BusinessHoursView>(new CommandDefinition(
            "select opens, closes, weekdays, closed_holidays, updated_at from business_hours where client_id = @clientId", new { clientId }, cancellationToken: ct));
    }

    public async Task SetHoursAsync(Guid clientId, NewBusinessHours hours, Guid userId, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            insert into business_hours (client_id, opens, closes, weekdays, closed_holidays, updated_by, updated_at)
            values (@clientId, @Opens::time, @Closes::time, @Weekdays, @ClosedHolidays, @userId, (select snsops.now()))
            on conflict (client_id) do update set opens = excluded.opens, closes = excluded.closes, weekdays = excluded.weekdays, closed_holidays = excluded.closed_holidays,
                                                  updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """, new { clientId, Opens = hours.Opens!.Value.ToString("HH:mm:ss", CultureInfo.InvariantCulture), Closes = hours.Closes!.Value.ToString("HH:mm:ss", CultureInfo.InvariantCulture), hours.Weekdays, hours.ClosedHolidays, userId }, cancellationToken: ct)), ct);
    }
}

/// <summary>A client's comments of a period, counted; and its hours, where it has its own.</summary>
internal sealed record CountedComments
{
    public Guid ClientId { get; init; }
    public string Client { get; init; } = "";
    public string TimeZone { get; init; } = "";
    public TimeOnly? Opens { get; init; }
    public TimeOnly? Closes { get; init; }
    public int[]? Weekdays { get; init; }
    public bool? ClosedHolidays { get; init; }
    public int Comments { get; init; }
    public int Gone { get; init; }
    public int Settled { get; init; }
    public int Unanswered { get; init; }
    public DateTimeOffset? WaitsSince { get; init; }
}

/// <summary>A comment and its first answer.</summary>
internal sealed record AnsweredAt(Guid CommentId, Guid ClientId, DateTimeOffset PostedAt, DateTimeOffset AnsweredAtTime);
