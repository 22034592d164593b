using Npgsql;

namespace SnsOps.Shared.Database;

/// <summary>Tells a PostgreSQL that is away, which is waited out, from a statement that it did not finish in time: the driver calls both transient.</summary>
public static class DatabaseAway
{
    /// <summary>What the driver says of an open connection; one that cannot be had is told in other words.</summary>
    private const string WhileReading = "Exception while reading from stream", WhileWriting = "Exception while writing to stream";

    /// <summary>The server is away, or was for a moment: the same again may go well, and nothing is wrong with it.</summary>
    public static bool Is(Exception e) => e is NpgsqlException { IsTransient: true } && !TookTooLong(e);

    /// <summary>A statement went on for longer than its time-out: again it would, too.</summary>
    public static bool TookTooLong(Exception e) => e is NpgsqlException { InnerException: TimeoutException, Message: WhileReading or WhileWriting };
}
