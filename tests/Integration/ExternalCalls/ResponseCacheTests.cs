using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Collection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>Answers that are used again, by all processes: each <see cref="ResponseCache"/> is one.</summary>
public sealed class ResponseCacheTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private FakeGraph _graph = null!;
    private Chains _chains = null!;
    private ConnectedAccount _account = null!;
    private (ResponseCache Cache, MetaClient Meta) _one, _other;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _graph = await FakeGraph.StartAsync();
        _chains = await Chains.StartAsync(_database);
        (_one, _other) = (Process(), Process());
        _account = await new Agency(_database).ConnectedAsync("facebook", "555");
        _graph.Answer = (_, _) => (200, $$"""{"id":"1","call":{{_graph.Calls.Count}}}""");
    }

    public async ValueTask DisposeAsync()
    {
        _one.Meta.Dispose();
        _other.Meta.Dispose();
        await _chains.DisposeAsync();
        await _graph.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_serves_all_processes_whatever_the_token_until_it_is_too_old()
    {
        Assert.Equal(1, await ReadAsync(_one.Meta, CacheUse.Insights));
        Assert.Equal(1, await ReadAsync(_other.Meta, CacheUse.Insights, _account with { Token = "another", TokenVersion = 2 }));
        Assert.Equal(1, await ReadAsync(_one.Meta, CacheUse.Insights));

        await _database.ExecuteAsync("select snsops.turn_clock(interval '6 minutes')");
        Assert.Equal(2, await ReadAsync(_one.Meta, CacheUse.Other));
        await _database.ExecuteAsync("select snsops.turn_clock(interval '67 minutes')");
        Assert.Equal(3, await ReadAsync(_other.Meta, CacheUse.Insights));
        Assert.Equal((2, 3), ((int)(_one.Cache.Counts.Hits + _other.Cache.Counts.Hits), (int)(_one.Cache.Counts.Misses + _other.Cache.Counts.Misses)));
    }

    [Fact]
    public async Task Another_account_another_question_and_a_read_that_says_nothing_are_asked()
    {
        await ReadAsync(_one.Meta, CacheUse.Profile);
        var other = await new Agency(_database).AccountAsync(_account.ClientId, "facebook", "556", "t");

        Assert.Equal(2, await ReadAsync(_one.Meta, CacheUse.Profile, _account with { Id = other }));
        await _one.Meta.GetAsync("555", Call(CacheUse.Profile), [("fields", "fan_count")], Ct);
        await _one.Meta.GetAsync("555", MetaCall.Collection(_account, "fb.page"), [("fields", "id")], Ct);
        Assert.Equal(4, _graph.Calls.Count);
    }

    [Fact]
    public async Task What_many_ask_at_once_is_asked_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(_one.Meta, CacheUse.Insights)));

        Assert.All(answers, answer => Assert.Equal(1, answer));
        Assert.Single(_graph.Calls);
    }

    [Fact]
    public async Task A_firing_takes_its_own_answers_again_and_not_those_of_the_one_before()
    {
        await ReadAsync(_one.Meta, CacheUse.Insights);
        var firing = await _database.ScalarAsync<DateTimeOffset>("select snsops.now()");

        Assert.Equal(2, await ReadAsync(_one.Meta, CacheUse.Insights with { NotBefore = firing }));
        Assert.Equal(2, await ReadAsync(_one.Meta, CacheUse.Insights with { NotBefore = firing }));
        Assert.Equal(2, await ReadAsync(_one.Meta, CacheUse.Insights));
    }

    [Fact]
    public async Task A_write_drops_what_is_kept_of_its_account_here_at_once_and_for_others_with_the_next_exchange()
    {
        var other = await new Agency(_database).AccountAsync(_account.ClientId, "facebook", "556", "t");
        await ReadAsync(_one.Meta, CacheUse.Profile);
        await ReadAsync(_one.Meta, CacheUse.Profile, _account with { Id = other });

        await _one.Meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [("message", "안녕하세요")], Ct);
        Assert.Equal(4, await ReadAsync(_one.Meta, CacheUse.Profile));
        await _one.Cache.DropAsync(Ct);
        Assert.Equal(5, await ReadAsync(_other.Meta, CacheUse.Profile));
        Assert.Equal(2, await ReadAsync(_other.Meta, CacheUse.Profile, _account with { Id = other }));
    }

    [Fact]
    public async Task Refusals_failures_writes_and_long_answers_are_not_kept_and_no_row_has_a_token()
    {
        _graph.Answer = (_, _) => FakeGraph.Error(100, "(#100) Tried accessing nonexisting field");
        await _one.Meta.GetAsync("555", Call(CacheUse.Insights), [], Ct);
        _graph.Answer = (_, _) => (200, $$"""{"id":"{{new string('x', 300_000)}}"}""");
        await _one.Meta.GetAsync("555", Call(CacheUse.Insights), [], Ct);
        await _one.Meta.PostAsync("555/feed", Call(CacheUse.Insights), [], Ct);
        Assert.Equal(0, await _database.ScalarAsync<int>("select count(*)::int from api_cache"));

        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        await _one.Meta.GetAsync("555", Call(CacheUse.Insights), [("fields", "id")], Ct);
        Assert.False(await _database.ScalarAsync<bool>("select exists (select from api_cache c where c::text like any(array['%앱-비밀%', '%proof%', '%http%']))"));
    }

    [Fact]
    public async Task What_is_too_old_and_what_is_too_much_goes()
    {
        for (var i = 0; i < 5; i++)
            await _one.Meta.GetAsync("555", Call(i == 0 ? CacheUse.Other : CacheUse.Insights), [("fields", $"f{i}")], Ct);
        var sql = new ResponseCacheSql(_database.DataSource);

        await sql.TidyAsync(3, Ct);
        Assert.Equal(3, await _database.ScalarAsync<int>("select count(*)::int from api_cache"));
        await _database.ExecuteAsync("select snsops.turn_clock(interval '61 minutes')");
        await sql.TidyAsync(1000, Ct);
        Assert.Equal(0, await _database.ScalarAsync<int>("select count(*)::int from api_cache"));
    }

    private (ResponseCache Cache, MetaClient Meta) Process()
    {
        var cache = new ResponseCache(new ResponseCacheSql(_database.DataSource), _chains.Options, NullLogger<ResponseCache>.Instance);
        return (cache, new MetaClient(new MetaOptions { BaseUrl = _graph.Url, AppId = "1", AppSecret = "앱-비밀" }, _chains.Chain, NullLogger<MetaClient>.Instance, cache));
    }

    private MetaCall Call(CacheUse use) => MetaCall.Collection(_account, "fb.page") with { Cache = use };

    /// <returns>Which of all calls gave the answer.</returns>
    private async Task<int> ReadAsync(MetaClient meta, CacheUse use, ConnectedAccount? account = null)
    {
        var ok = Assert.IsType<MetaAnswer.Ok>(await meta.GetAsync("555", Call(use) with { Account = account ?? _account }, [("fields", "id")], Ct));
        return ok.Body.GetProperty("call").GetInt32();
    }
}
