using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>What was called is written down, also by a process that stops.</summary>
public sealed class CallLogTests
{
    [Fact]
    public async Task Lines_that_are_being_written_when_the_process_stops_are_not_lost()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var chains = await Chains.StartAsync(database);
        await using var other = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var holding = new Npgsql.NpgsqlCommand("lock table api_calls in access exclusive mode", other, transaction))
            await holding.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 3; i++)
            Add();
        await chains.Log.StartAsync(TestContext.Current.CancellationToken);
        await database.UntilAsync("the lines are being written", "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        Add();
        var stopping = chains.Log.StopAsync(CancellationToken.None);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await stopping;

        Assert.Equal(4, await database.ScalarAsync<int>("select count(*)::int from api_calls"));

        void Add() => chains.Log.AddModel("llm:시험", "chat", Guid.Empty, 1, TimeSpan.FromMilliseconds(5), CallVerdict.Answered, 200, null);
    }
}
