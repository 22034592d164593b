using Dapper;
using Npgsql;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.Surges;

/// <summary>Counts the comments of each full hour; again for a while, as some come late, are read late or are corrected.</summary>
internal sealed class HourCounts(NpgsqlDataSource database)
{
    private const int LateHours = 48, KnownWeeks = 8;

    /// <summary>Counts the last two days of every client, and eight weeks of those whose past is not counted yet or, when asked, of all.</summary>
    /// <returns>Hours that were written.</returns>
    /// <remarks>One client after the other: a statement over all of them would one day take longer than a statement may.</remarks>
    public async Task<int> CountAsync(bool all, CancellationToken ct)
    {
        var (hours, slow) = (0, new List<Exception>());
        foreach (var (clientId, from) in await ReachesAsync(all, ct))
        {
            try
            {
                hours += await CountAsync(clientId, from, ct);
            }
            catch (NpgsqlException e) when (DatabaseAway.TookTooLong(e))
            {
                slow.Add(e);        // the others are counted all the same
            }
        }

        return slow.Count == 0 ? hours : throw new AggregateException(slow);
    }

    /// <summary>Counts one client from an instant on.</summary>
    public async Task<int> CountAsync(Guid clientId, DateTimeOffset from, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition($"""
            insert into comment_hours as k (client_id, hour, comments, negatives)
            select i.client_id, date_trunc('hour', i.posted_at, 'UTC'), {Copies.Counted("")}, {Copies.Counted("filter (where i.sentiment in ('negative', 'crisis'))")}
              from comments_inbox i
             where i.client_id = @clientId and i.posted_at >= date_trunc('hour', @from, 'UTC')
               and i.posted_at < date_trunc('hour', (select snsops.now()), 'UTC') and i.sentiment is not null
             group by 1, 2
            on conflict (client_id, hour) do update set comments = excluded.comments, negatives = excluded.negatives
             where (k.comments, k.negatives) <> (excluded.comments, excluded.negatives)
            """, new { clientId, from }, cancellationToken: ct));
    }

    private async Task<IReadOnlyList<Reach>> ReachesAsync(bool all, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Reach>(new CommandDefinition("""
            select c.id,
                   case when @all or not exists (select from comment_hours h where h.client_id = c.id)
                             or exists (select from comments_inbox i
                                         where i.client_id = c.id and i.posted_at >= (select snsops.now()) - make_interval(weeks => @KnownWeeks)
                                           and i.posted_at < (select min(hour) from comment_hours h where h.client_id = c.id))
                        then (select snsops.now()) - make_interval(weeks => @KnownWeeks) else (select snsops.now()) - make_interval(hours => @LateHours) end as from_at
              from clients c where c.active
            """, new { all, LateHours, KnownWeeks }, cancellationToken: ct))).AsList();
    }

    /// <summary>From when on a client is counted.</summary>
    private sealed record Reach(Guid Id, DateTimeOffset FromAt);
}
