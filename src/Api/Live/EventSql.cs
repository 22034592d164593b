using Dapper;
using Npgsql;

namespace SnsOps.Api.Live;

/// <summary>Numbers live events and reads them in that order.</summary>
internal sealed class EventSql(NpgsqlDataSource database)
{
    private const long SequencerLock = 0x534E534556; // "SNSEV"
    private const int Batch = 1000;

    /// <summary>Gives seq to what has none. One lock held to the commit makes the order of seq the order in which rows become visible.</summary>
    /// <remarks>One statement, and it takes the lock before it draws a number. What was committed while it waited for the lock is left to the next one.
    /// The second look at seq, for a row that was numbered meanwhile, is hidden from the planner: with "is null" it reads all that is unnumbered for each row.</remarks>
    /// <returns>How many were numbered here.</returns>
    public async Task<int> NumberAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var total = 0;
        while (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from live_events where seq is null)", cancellationToken: ct)))
        {
            total += await connection.ExecuteAsync(new CommandDefinition("""
                with next as materialized (
                    select id, created_at, nextval('live_event_seq') as seq
                      from (select id, created_at from live_events
                             where seq is null and (select pg_advisory_xact_lock(@SequencerLock)) is not null
                             order by created_at, id limit @Batch) waiting)
                update live_events e set seq = next.seq from next where e.id = next.id and e.created_at = next.created_at and coalesce(e.seq, 0) = 0
                """, new { SequencerLock, Batch }, cancellationToken: ct));
        }

        return total;
    }

    /// <summary>The newest number; zero when there is none.</summary>
    public async Task<long> NewestAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("select coalesce(max(seq), 0) from live_events", cancellationToken: ct));
    }

    /// <summary>Numbered events after <paramref name="after"/>, up to <paramref name="upTo"/>, in order.</summary>
    public async Task<IReadOnlyList<LiveEventRow>> ReadAsync(long after, long upTo, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<LiveEventRow>(new CommandDefinition("""
            select seq, client_id, roles::text[] as roles, user_id,
                   (jsonb_build_object('type', type) || payload || jsonb_build_object('id', id, 'seq', seq))::text as message
              from live_events where seq > @after and seq <= @upTo order by seq limit @limit
            """, new { after, upTo, limit }, cancellationToken: ct))).AsList();
    }

    /// <summary>The oldest and newest numbers still kept; zeros when there is nothing.</summary>
    public async Task<(long Oldest, long Newest)> RangeAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "select coalesce((select min(seq) from live_events), 0), coalesce((select max(seq) from live_events), 0)", cancellationToken: ct));
    }
}
