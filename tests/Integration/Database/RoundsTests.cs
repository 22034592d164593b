using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Database;

/// <summary>What a process says again and again has a few connections of its own: it is prepared there at once, and never needs two of them.</summary>
public sealed class RoundsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private WebApplication _process = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Rounds => _process.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseSetup.Rounds);

    /// <summary>A process of which nothing runs but its heartbeat.</summary>
    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _process = Workers.Publishing.Program.Build(ProcessSettings.For(_database));
        var heartbeat = _process.Services.GetRequiredService<WorkerHeartbeat>();
        await heartbeat.StartAsync(Ct);
        await heartbeat.Registered;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.Services.GetRequiredService<WorkerHeartbeat>().StopAsync(default);
        await _process.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_is_said_for_the_second_time_is_prepared()
    {
        await RoundAsync();
        await RoundAsync();

        await using var connection = await Rounds.OpenConnectionAsync(Ct);
        var prepared = (await connection.QueryAsync<string>("select statement from pg_prepared_statements")).AsList();
        foreach (var words in new[]
        {
            "pg_postmaster_start_time",                             // whose sessions have ended
            "select ctid from publications where id = any(",        // a claim
            "account_tokens",
            "overdue as materialized",
            "update publications p set state = 'due'",
            "update publications p set state = 'missed'",
            "update comment_replies s set state = 'due'",
            "insert into read_backs",
            "id_look_at <= (select snsops.now())",
            "update notifications n set routed_at",
            "insert into api_budget_leases",
        })
            Assert.Contains(prepared, statement => statement.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>With one left, whoever held it and asked for another would wait in vain.</summary>
    [Fact]
    public async Task Nobody_who_holds_one_asks_for_another()
    {
        var others = new List<NpgsqlConnection>();
        while (others.Count < new NpgsqlConnectionStringBuilder(Rounds.ConnectionString).MaxPoolSize - 1)
            others.Add(await Rounds.OpenConnectionAsync(Ct));

        await RoundAsync();

        foreach (var other in others)
            await other.DisposeAsync();
    }

    private async Task RoundAsync()
    {
        var services = _process.Services;
        await services.GetRequiredService<GoneWorkers>().EndLeasesAsync(Ct);
        foreach (var sweep in services.GetServices<INudgeHandler>().Concat(services.GetServices<ISweep>()))
            await sweep.SweepAsync(Ct);
        Assert.Empty(await services.GetRequiredService<PublishDuePublicationsSql>().ClaimAsync([Guid.CreateVersion7()], 1, Ct));
        Assert.Empty(await services.GetRequiredService<AccountTokens>().FindSealedAsync([Guid.CreateVersion7()], Ct));
        Assert.Null(await services.GetRequiredService<Budgets>().SpendAsync(new Budget("test:" + Guid.CreateVersion7(), "시험 호출", 100, TimeSpan.FromHours(1)), CallPriority.Publishing, Ct));
    }
}
