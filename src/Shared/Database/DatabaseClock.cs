using Dapper;
using Npgsql;

namespace SnsOps.Shared.Database;

/// <summary>The process's view of <c>snsops.now()</c>: the database server's clock plus the offset stored in the database.</summary>
/// <remarks>
/// Decisions about when are taken in SQL; this clock serves what cannot be (parking until an instant, tokens). The worker heartbeat refreshes it.
/// Between two refreshes it runs by the monotonic clock, so a machine whose clock is wrong, or is set, sends neither early nor late.
/// </remarks>
/// <param name="machine">This machine's clock.</param>
public sealed class DatabaseClock(TimeProvider machine) : TimeProvider
{
    /// <summary>By which a clock that nobody sets may differ from the monotonic one over one exchange.</summary>
    private static readonly TimeSpan Unset = TimeSpan.FromMilliseconds(2);

    private long _offsetTicks;
    private volatile Anchor _anchor = Anchor.At(machine);

    /// <summary>On the system's clock.</summary>
    public DatabaseClock()
        : this(System)
    {
    }

    /// <summary>How far the database's clock was turned; zero outside tests.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var anchor = _anchor;       // one of them: a refresh may replace it meanwhile
        return anchor.Instant + machine.GetElapsedTime(anchor.Timestamp) + Offset;
    }

    /// <summary>Reads the server's clock and the offset, and returns the skew of this machine against the server, in milliseconds.</summary>
    public async Task<double> RefreshAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var before = Anchor.At(machine);
        var row = await connection.QuerySingleAsync<ClockRow>(new CommandDefinition(
            "select turned_by, clock_timestamp() as server_now from snsops.clock", cancellationToken: ct));
        var after = Anchor.At(machine);
        Interlocked.Exchange(ref _offsetTicks, row.TurnedBy.Ticks);
        // Where both clocks may be the same, this machine's is the finer one; else the server's, and rather a little behind it than before it.
        // One that was set while the answer was under way may have the server's time between its two and still be wrong.
        var (byClock, byMonotonic) = (after.Instant - before.Instant, machine.GetElapsedTime(before.Timestamp, after.Timestamp));
        var agrees = before.Instant <= row.ServerNow && row.ServerNow <= after.Instant && (byClock - byMonotonic).Duration() < Unset;
        _anchor = agrees ? after : after with { Instant = row.ServerNow };
        return (row.ServerNow - before.Instant - (byClock / 2)).TotalMilliseconds;
    }

    /// <summary>An instant, and the monotonic clock's reading then.</summary>
    private sealed record Anchor(DateTimeOffset Instant, long Timestamp)
    {
        private const int Tries = 5;

        /// <summary>Both clocks read as close together as can be had; the monotonic one last, so that what lies between makes it late, never early.</summary>
        public static Anchor At(TimeProvider machine)
        {
            var (best, least) = (default(Anchor), long.MaxValue);
            for (var i = 0; i < Tries; i++)
            {
                var (began, instant, ended) = (machine.GetTimestamp(), machine.GetUtcNow(), machine.GetTimestamp());
                if (ended - began < least)
                    (best, least) = (new Anchor(instant, ended), ended - began);
            }

            return best!;
        }
    }

    private sealed record ClockRow(TimeSpan TurnedBy, DateTimeOffset ServerNow);
}
