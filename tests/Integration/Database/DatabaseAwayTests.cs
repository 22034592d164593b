using Dapper;
using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;

namespace SnsOps.Integration.Database;

/// <summary>What the driver calls transient is a server that is away, or a statement that takes too long.</summary>
public sealed class DatabaseAwayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_that_takes_too_long_is_no_outage()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);

        var e = await Assert.ThrowsAsync<NpgsqlException>(() => connection.ExecuteAsync(new CommandDefinition("select pg_sleep(60)", commandTimeout: 1, cancellationToken: Ct)));

        Assert.True(e.IsTransient);
        Assert.True(DatabaseAway.TookTooLong(e));
        Assert.False(DatabaseAway.Is(e));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_had_in_time_is_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var pool = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 1 }.ConnectionString);
        await using var only = await pool.OpenConnectionAsync(Ct);
        await using var nobody = NpgsqlDataSource.Create("Host=127.0.0.1;Port=9;Username=x;Password=x");

        foreach (var source in (NpgsqlDataSource[])[pool, nobody])
            Assert.True(DatabaseAway.Is(await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await source.OpenConnectionAsync(Ct))));
    }
}
