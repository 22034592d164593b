using System.Data;
using Npgsql;

namespace SnsOps.Shared.Database;

/// <summary>One connection that stays with one user, who uses it for one thing at a time.</summary>
/// <remarks>
/// The pool hands its connections round, and each of them plans a statement several times and loads the catalogue anew before it is fast.
/// A statement that runs all the time costs PostgreSQL a third less on a connection of its own. Its plan is kept too, and one made in a quiet moment, when attempts is an
/// empty table, would read the whole of that table for each batch of the next rush: here a table is never read whole where an index will do. By the cost that
/// PostgreSQL puts on such a reading it would compile what has no other way, at each execution: that is off too.
/// </remarks>
public sealed class KeptConnection(NpgsqlDataSource database) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    /// <summary>So many, none of them open yet.</summary>
    public static KeptConnection[] Several(NpgsqlDataSource database, int count) => [.. Enumerable.Range(0, count).Select(_ => new KeptConnection(database))];

    /// <summary>The connection, open; a new one when PostgreSQL has ended the one before.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct = default)
    {
        if (_connection is { State: ConnectionState.Open })
            return _connection;
        await DisposeAsync();
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await using var setting = new NpgsqlCommand("set enable_seqscan = off; set jit = off", connection);
            await setting.ExecuteNonQueryAsync(ct);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return _connection = connection;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }
}
