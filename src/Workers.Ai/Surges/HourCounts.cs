using Dapper;
using Npgsql;

namespace SnsOps.Workers.Ai.Surges;

/// <summary>Counts the comments of each full hour; again for a while, as some come late, are read late or are corrected.</summary>
internal sealed class HourCounts(NpgsqlDataSource database)
{
    private const int LateHours = 48, KnownWeeks = 8;

    /// <summary>Counts the last two days of every client, and eight weeks of those whose past is not counted yet or, when asked, of all.</summary>
    /// <returns>Hours that were written.</returns>
    public Task<int> CountAsync(bool all, CancellationToken ct) => CountAsync("""
        select c.id,
               case when @all or not exists (select from comment_hours h where h.client_id = c.id)
                         or exists (select from comments_inbox i
                                     where i.client_id = c.id and i.posted_at >= (select snsops.now()) - make_interval(weeks => @KnownWeeks)
                                       and i.posted_at < (select min(hour) from comment_hours h where h.client_id = c.id))
                    then (select snsops.now()) - make_interval(weeks => @KnownWeeks) else (select snsops.now()) - make_interval(hours => @LateHours) end
          from clients c where c.active
        """, new { all, LateHours, KnownWeeks }, ct);

    /// <summary>Counts one client from an instant on.</summary>
    public Task<int> CountAsync(Guid clientId, DateTimeOffset from, CancellationToken ct) => CountAsync("select @clientId::uuid, @from::timestamptz", new { clientId, from }, ct);

    private async Task<int> CountAsync(string reach, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition($"""
            with reach (client_id, from_at) as materialized ({reach})
            insert into comment_hours as k (client_id, hour, comments, negatives)
            select r.client_id, date_trunc('hour', i.posted_at, 'UTC'), {Copies.Counted("")}, {Copies.Counted("filter (where i.sentiment in ('negative', 'crisis'))")}
              from reach r
              join comments_inbox i on i.client_id = r.client_id and i.posted_at >= date_trunc('hour', r.from_at, 'UTC')
               and i.posted_at < date_trunc('hour', (select snsops.now()), 'UTC') and i.sentiment is not null
             group by 1, 2
            on conflict (client_id, hour) do update set comments = excluded.comments, negatives = excluded.negatives
             where (k.comments, k.negatives) <> (excluded.comments, excluded.negatives)
            """, parameters, cancellationToken: ct));
    }
}
