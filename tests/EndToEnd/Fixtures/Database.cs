using Dapper;
using Npgsql;
using SnsOps.Shared.Database;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>The fleet's database, read from outside; where a wait was in vain, the fleet's last lines tell what went on.</summary>
public sealed class Database(string connectionString, IReadOnlyCollection<(string Member, string Line)> lines) : IAsyncDisposable
{
    private const int LinesTold = 80;

    private readonly NpgsqlDataSource _source = DatabaseSetup.Open(connectionString, "tests");

    /// <summary>Runs a statement.</summary>
    internal async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await _source.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Reads one value.</summary>
    internal async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await _source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    /// <summary>Reads rows.</summary>
    internal async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await _source.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    /// <summary>What the fleet printed last.</summary>
    internal string LastLines => string.Join('\n', lines.TakeLast(LinesTold).Select(line => $"{line.Member}: {line.Line}"));

    /// <summary>Waits until a query is true.</summary>
    internal Task UntilAsync(string what, string sql, object? parameters = null, double seconds = 90, Func<Task<string>>? describe = null) =>
        Until.TrueAsync(what, () => ScalarAsync<bool>(sql, parameters), seconds, async () => string.Join('\n',
            [.. describe is null ? [] : (string[])[await describe()], LastLines]));

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
