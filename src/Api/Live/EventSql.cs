using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Shared.Live;

namespace SnsOps.Api.Live;

/// <summary>Numbers live events and reads them in that order.</summary>
internal sealed class EventSql(NpgsqlDataSource database)
{
    private const int MostNumbered = 1000;

    private const string Columns = """
        seq, client_id, roles::text[] as roles, user_id,
        (jsonb_build_object('type', type) || payload || jsonb_build_object('id', id, 'seq', seq))::text as message
        """;

    /// <summary>The same rule as <see cref="LiveEventRow.IsFor"/>, which is asked again when the event is sent.</summary>
    private const string Missed = """
        seq > @after and seq <= @upTo and (user_id is null or user_id = @UserId)
          and (client_id is null or client_id = any(@clients)) and (roles is null or @Role::user_role = any(roles))
        """;

    /// <summary>Numbers what was written without a number and reads the numbered events after <paramref name="after"/>, in order.</summary>
    /// <remarks>What is numbered here is read by the next call. Reading takes no lock: an instance that stands still while it is sent a thousand rows keeps nobody from numbering.</remarks>
    /// <returns>Them, at most <paramref name="limit"/>, and whether some were waiting for their number.</returns>
    public (IReadOnlyList<LiveEventRow> Rows, bool Waited) Read(long after, int limit)
    {
        using var connection = database.OpenConnection();
        bool waits;
        IReadOnlyList<LiveEventRow> rows;
        using (var answers = connection.QueryMultiple($"select ({LiveSequence.Waiting}) is not null; select {Columns} from live_events where seq > @after order by seq limit @limit", new { after, limit }))
            (waits, rows) = (answers.ReadSingle<bool>(), answers.Read<LiveEventRow>().AsList());
        if (waits)
            Number(connection);
        return (rows, waits);
    }

    /// <summary>Numbers what was written without a number, a thousand at most.</summary>
    /// <returns>The newest number before, zero when there was none; and whether some were waiting for theirs.</returns>
    public (long Seq, bool Waited) Newest()
    {
        using var connection = database.OpenConnection();
        var (waits, newest) = connection.QuerySingle<(bool, long)>($"select ({LiveSequence.Waiting}) is not null, coalesce((select max(seq) from live_events), 0)");
        if (waits)
            Number(connection);
        return (newest, waits);
    }

    /// <summary>Gives seq to what has none. One lock held to the commit makes the order of seq the order in which rows become visible.</summary>
    /// <remarks>One statement, and it takes the lock before it draws a number. What was committed while it waited for the lock is left to the next one: its own word that there is something is on its way.
    /// The second look at seq, for a row that was numbered meanwhile, is hidden from the planner: with "is null" it reads all that is unnumbered for each row.</remarks>
    private static void Number(NpgsqlConnection connection) => connection.Execute($"""
        with next as materialized (
            select id, created_at, nextval('live_event_seq') as seq
              from (select id, created_at from live_events
                     where seq is null and (select pg_advisory_xact_lock({LiveSequence.Lock})) is not null
                     order by created_at, id limit @MostNumbered) waiting)
        update live_events e set seq = next.seq from next where e.id = next.id and e.created_at = next.created_at and coalesce(e.seq, 0) = 0
        """, new { MostNumbered });

    /// <summary>Of the events after <paramref name="after"/>, up to <paramref name="upTo"/>, those one user was to see, in order: of all that happened they are few.</summary>
    public async Task<IReadOnlyList<LiveEventRow>> MissedAsync(Caller user, long after, long upTo, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<LiveEventRow>(new CommandDefinition(
            $"select {Columns} from live_events where {Missed} order by seq limit @limit",
            new { after, upTo, limit, user.UserId, user.Role, clients = user.ClientIds }, cancellationToken: ct))).AsList();
    }

    /// <summary>Whether one user was to see more events of that stretch than <paramref name="most"/>.</summary>
    public async Task<bool> MissedMoreThanAsync(Caller user, long after, long upTo, int most, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"select exists (select from live_events where {Missed} offset @most)", new { after, upTo, most, user.UserId, user.Role, clients = user.ClientIds }, cancellationToken: ct));
    }

    /// <summary>The oldest and newest numbers still kept; zeros when there is nothing.</summary>
    public async Task<(long Oldest, long Newest)> RangeAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "select coalesce((select min(seq) from live_events), 0), coalesce((select max(seq) from live_events), 0)", cancellationToken: ct));
    }
}
