using Dapper;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;

namespace SnsOps.Integration.Database;

/// <summary>A plan that is kept must not be one for the quiet moment in which it was made.</summary>
public sealed class KeptConnectionTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task What_is_planned_while_attempts_is_empty_does_not_read_all_of_it_in_the_next_rush()
    {
        await using var kept = new KeptConnection(_database.DataSource);
        var connection = await kept.OpenAsync(Ct);
        await connection.ExecuteAsync("""
            analyze attempts;
            set plan_cache_mode = force_generic_plan;
            prepare closing (uuid[]) as delete from attempts a using unnest($1) as w (id) where a.id = w.id
            """);
        var plan = string.Join('\n', await connection.QueryAsync<string>("explain execute closing (null)"));

        Assert.Contains("attempts_pkey", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on attempts", plan, StringComparison.Ordinal);
    }
}
