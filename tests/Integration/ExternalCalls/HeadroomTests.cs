using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Collection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>Four processes that collect as fast as they can, against a platform that counts.</summary>
public sealed class HeadroomTests
{
    private const int Limit = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]        // or a budget that never opens again would be asked for ever
    public async Task At_full_pull_no_call_too_many_is_made_publishings_headroom_stays_free_and_after_a_refusal_nobody_calls()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var graph = await FakeGraph.StartAsync();
        graph.Answer = (_, _) => (200, """{"id":"1"}""");
        var agency = new Agency(database);
        var (client, admin) = (await agency.ClientAsync(), await agency.UserAsync("admin"));
        var account = new ConnectedAccount(await agency.AccountAsync(client, "facebook", "555", "t"), client, "facebook", "555", "t", 1);
        var chains = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Chains.StartAsync(database)));
        MetaClient[] processes = [.. chains.Select(c => new MetaClient(new MetaOptions { BaseUrl = graph.Url, AppId = "1", CallsPerUserHour = 10_000, AccountCallsPerHour = Limit }, c.Chain, NullLogger<MetaClient>.Instance))];

        // Reads of several ids among them: each counts for as many.
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Ct }, async (i, ct) =>
            await processes[i % 4].GetAsync("555", MetaCall.Collection(account, "fb.page") with { Calls = i % 10 == 0 ? 5 : 1 }, [("ids", string.Join(',', Enumerable.Range(0, i % 10 == 0 ? 5 : 1)))], ct));
        var collected = graph.Calls.Sum(c => c.Contains("%2C", StringComparison.Ordinal) ? 5 : 1);
        Assert.InRange(collected, (Limit * 8 / 10) - (4 * 10), Limit * 8 / 10);

        foreach (var chain in chains)
            await chain.Budgets.ReturnAllAsync();
        var published = 0;
        while (published < Limit && await processes[0].PostAsync("555/feed", MetaCall.Publishing(account, "fb.feed"), [], Ct) is MetaAnswer.Ok)
            published++;
        Assert.Equal(Limit - collected, published);
        Assert.Equal(1, await database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @admin and kind = 'budget.nearly_used'", new { admin }));

        await database.ExecuteAsync("select snsops.turn_clock(interval '2 hours')");
        graph.Calls.Clear();
        graph.Answer = (_, _) => FakeGraph.Error(80001, "(#80001) There have been too many calls to this Page account.");
        MetaAnswer first;
        do
        {
            first = await processes[0].GetAsync("555", MetaCall.Collection(account, "fb.page"), [], Ct);      // what the budget refused a moment ago is remembered for a tenth of a second
        }
        while (first is MetaAnswer.NotSent);
        Assert.IsType<MetaAnswer.Refused>(first);
        await Task.WhenAll(chains.Select(c => c.Budgets.SyncAsync(Ct)));
        foreach (var process in processes)
        {
            Assert.IsType<MetaAnswer.NotSent>(await process.GetAsync("555", MetaCall.Collection(account, "fb.page"), [], Ct));
            Assert.IsType<MetaAnswer.NotSent>(await process.PostAsync("555/feed", MetaCall.Publishing(account, "fb.feed"), [], Ct));
        }

        Assert.Single(graph.Calls);
        await database.ExecuteAsync("select snsops.turn_clock(interval '2 hours 6 minutes')");
        await using var later = await Chains.StartAsync(database);
        using var meta = new MetaClient(new MetaOptions { BaseUrl = graph.Url, AppId = "1", CallsPerUserHour = 10_000, AccountCallsPerHour = Limit }, later.Chain, NullLogger<MetaClient>.Instance);
        graph.Answer = (_, _) => (200, """{"id":"1"}""");
        Assert.IsType<MetaAnswer.Ok>(await meta.GetAsync("555", MetaCall.Collection(account, "fb.page"), [], Ct));

        foreach (var process in processes)
            process.Dispose();
        foreach (var chain in chains)
            await chain.DisposeAsync();
    }
}
