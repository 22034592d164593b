using Dapper;
using Npgsql;

namespace SnsOps.Shared.Database;

/// <summary>The process's view of <c>snsops.now()</c>: the system clock plus the offset stored in the database.</summary>
/// <remarks>Decisions about when are taken in SQL; this clock serves what cannot be (parking until an instant, tokens). The worker heartbeat refreshes it.</remarks>
public sealed class DatabaseClock : TimeProvider
{
    private long _offsetTicks;

    /// <summary>How far the database's clock was turned; zero outside tests.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Offset;

    /// <summary>Reads the offset and returns the skew of this machine against the database server, in milliseconds.</summary>
    public async Task<double> RefreshAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var before = DateTimeOffset.UtcNow;
        var row = await connection.QuerySingleAsync<ClockRow>(new CommandDefinition(
            "select turned_by, clock_timestamp() as server_now from snsops.clock", cancellationToken: ct));
        var middle = before + ((DateTimeOffset.UtcNow - before) / 2);
        Interlocked.Exchange(ref _offsetTicks, row.TurnedBy.Ticks);
        return (row.ServerNow - middle).TotalMilliseconds;
    }

    private sealed record ClockRow(TimeSpan TurnedBy, DateTimeOffset ServerNow);
}
