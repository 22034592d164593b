using Dapper;
using Npgsql;
using SnsOps.Shared.Database;

namespace SnsOps.Integration.Fixtures;

/// <summary>A database of one test class: a copy of a migrated template in the run's throw-away cluster, dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);
    private static readonly string Template = "snsops_template_" + Migrator.All[^1].Checksum[..8] + "_" + Environment.ProcessId;
    private static bool _templateMade;

    private TestDatabase(string name, string connectionString)
    {
        Name = name;
        ConnectionString = connectionString;
        DataSource = DatabaseSetup.Open(connectionString, "tests");
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>For processes and hosts under test.</summary>
    public string ConnectionString { get; }

    /// <summary>For the test itself.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Makes a migrated database whose clock may be turned.</summary>
    /// <exception cref="InvalidOperationException">The run has no PostgreSQL: use ./snsops test.</exception>
    public static async Task<TestDatabase> CreateAsync()
    {
        var name = "snsops_test_" + Guid.NewGuid().ToString("N");
        await OneAtATime.WaitAsync();
        try
        {
            await using var server = NpgsqlDataSource.Create(On("postgres"));
            await using var connection = await server.OpenConnectionAsync();
            if (!_templateMade)
            {
                await connection.ExecuteAsync($"drop database if exists {Template}");
                await connection.ExecuteAsync($"create database {Template}");
                await using var template = DatabaseSetup.Open(On(Template), "tests");
                await new Migrator(template).MigrateAsync(default);
                await using var inside = await template.OpenConnectionAsync();
                await inside.ExecuteAsync("update snsops.clock set may_turn = true");
                _templateMade = true;
            }

            await connection.ExecuteAsync($"create database {name} template {Template} strategy file_copy");
        }
        finally
        {
            OneAtATime.Release();
        }

        return new TestDatabase(name, On(name));
    }

    /// <summary>An empty database without the schema: for the migrator's own tests.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync()
    {
        var name = "snsops_test_" + Guid.NewGuid().ToString("N");
        await using var server = NpgsqlDataSource.Create(On("postgres"));
        await using var connection = await server.OpenConnectionAsync();
        await connection.ExecuteAsync($"create database {name}");
        return new TestDatabase(name, On(name));
    }

    /// <summary>Runs a statement.</summary>
    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Reads one value.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    /// <summary>Waits until a query is true; fails with <paramref name="what"/> after a minute.</summary>
    public async Task UntilAsync(string what, string sql, object? parameters = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (!await ScalarAsync<bool>(sql, parameters))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds < 60, "waited in vain until " + what);
            await tick.WaitForNextTickAsync();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await using var server = NpgsqlDataSource.Create(On("postgres"));
        await using var connection = await server.OpenConnectionAsync();
        await connection.ExecuteAsync($"drop database if exists {Name} with (force)");
    }

    private static string On(string database) => new NpgsqlConnectionStringBuilder(
        Environment.GetEnvironmentVariable("SNSOPS_TEST_POSTGRES") ?? throw new InvalidOperationException("SNSOPS_TEST_POSTGRES is not set: run ./snsops test"))
    { Database = database, MaxPoolSize = 30 }.ConnectionString;
}
