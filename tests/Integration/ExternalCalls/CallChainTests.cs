using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Collection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>What a call of the Graph API passes, from budget to log, against a platform that answers as the test says.</summary>
public sealed class CallChainTests : IAsyncLifetime
{
    private const string Token = "EAAG-secret-9f3c";
    private TestDatabase _database = null!;
    private FakeGraph _graph = null!;
    private Chains _chains = null!;
    private MetaClient _meta = null!;
    private ConnectedAccount _account = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _graph = await FakeGraph.StartAsync();
        _chains = await Chains.StartAsync(_database);
        _meta = new MetaClient(new MetaOptions { BaseUrl = _graph.Url, AppId = "1", AppSecret = "앱-비밀", AccountCallsPerHour = 20 }, _chains.Chain, NullLogger<MetaClient>.Instance);
        _account = await new Agency(_database).ConnectedAsync("facebook", "555", Token);
    }

    public async ValueTask DisposeAsync()
    {
        _meta.Dispose();
        await _chains.DisposeAsync();
        await _graph.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_read_is_tried_again_until_it_is_answered_and_a_write_is_sent_once()
    {
        _graph.Answer = (_, _) => _graph.Calls.Count < 3 ? (502, "<html>") : (200, """{"id":"1"}""");

        Assert.IsType<MetaAnswer.Ok>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct));
        Assert.Equal(3, _graph.Calls.Count);

        _graph.Calls.Clear();
        _graph.Answer = (_, _) => (502, "<html>");
        Assert.IsType<MetaAnswer.Unclear>(await _meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [("message", "안녕하세요")], Ct));
        Assert.Single(_graph.Calls);

        _graph.Calls.Clear();
        await _meta.ExchangeTokenAsync(Collecting("oauth.exchange"), Ct);
        await _meta.GetAsync("555", Collecting("fb.page") with { Retries = false }, [], Ct);
        Assert.Equal(2, _graph.Calls.Count);
    }

    [Fact]
    public async Task A_read_is_given_up_after_three_more_tries_and_a_refusal_is_not_repeated()
    {
        _graph.Answer = (_, _) => (500, "{}");
        Assert.IsType<MetaAnswer.Unclear>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct));
        Assert.Equal(4, _graph.Calls.Count);

        _graph.Calls.Clear();
        _graph.Answer = (_, _) => FakeGraph.Error(100, "(#100) Tried accessing nonexisting field");
        Assert.IsType<MetaAnswer.Refused>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct));
        Assert.Single(_graph.Calls);
    }

    [Fact]
    public async Task A_throttled_account_is_left_alone_and_others_are_not()
    {
        _graph.Answer = (_, _) => FakeGraph.Error(80001, "(#80001) There have been too many calls to this Page account.");
        Assert.IsType<MetaAnswer.Refused>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct));

        var held = Assert.IsType<MetaAnswer.NotSent>(await _meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [], Ct));

        Assert.Equal($"meta:account:{_account.Id}", held.HeldBack?.Scope);
        Assert.InRange(held.HeldBack!.Wait, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Single(_graph.Calls);
        var other = await new Agency(_database).ConnectedAsync("facebook", "556", Token, _account.ClientId);
        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        Assert.IsType<MetaAnswer.Ok>(await _meta.GetAsync("556", MetaCall.Collection(other, "fb.page"), [], Ct));
    }

    [Fact]
    public async Task An_app_that_used_95_percent_stops_for_every_account()
    {
        _graph.Answer = (_, _) => FakeGraph.Error(4, "(#4) Application request limit reached");
        await _meta.GetAsync("555", Collecting("fb.page"), [], Ct);
        var other = await new Agency(_database).ConnectedAsync("facebook", "556", Token, _account.ClientId);

        var held = Assert.IsType<MetaAnswer.NotSent>(await _meta.GetAsync("556", MetaCall.Collection(other, "fb.page"), [], Ct));

        Assert.Equal("meta:app:1", held.HeldBack?.Scope);
        Assert.Single(_graph.Calls);
    }

    [Theory]
    [InlineData("X-App-Usage", """{"call_count":12,"total_time":95,"total_cputime":5}""", "meta:app:1", 4, 5)]
    [InlineData("X-Business-Use-Case-Usage", """{"555":[{"type":"pages","call_count":95,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":0}]}""", "meta:account:", 4, 5)]
    [InlineData("X-Business-Use-Case-Usage", """{"555":[{"type":"pages","call_count":40,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":19}]}""", "meta:account:", 18, 19)]
    public async Task Usage_headers_close_a_budget_at_95_percent_or_for_as_long_as_they_say(string header, string usage, string scope, int minutes, int most)
    {
        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        _graph.Headers[header] = usage;
        Assert.IsType<MetaAnswer.Ok>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct));

        var held = Assert.IsType<MetaAnswer.NotSent>(await _meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [], Ct));

        Assert.StartsWith(scope, held.HeldBack?.Scope, StringComparison.Ordinal);
        Assert.InRange(held.HeldBack!.Wait, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(most));
        Assert.Single(_graph.Calls);
    }

    [Fact]
    public async Task Usage_headers_below_95_percent_are_kept_and_close_nothing()
    {
        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        _graph.Headers["X-App-Usage"] = """{"call_count":94,"total_time":10,"total_cputime":5}""";
        Assert.IsType<MetaAnswer.Ok>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct));
        await _chains.Budgets.SyncAsync(Ct);

        Assert.Equal(94, await _database.ScalarAsync<int>("select reported_percent from api_budgets where scope = 'meta:app:1' and closed_until is null"));
        Assert.IsType<MetaAnswer.Ok>(await _meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [], Ct));
    }

    [Fact]
    public async Task Of_an_accounts_containers_the_401st_within_a_day_is_not_made_and_what_is_prepared_still_goes_out()
    {
        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        using var meta = new MetaClient(new MetaOptions { BaseUrl = _graph.Url, AppId = "3", CallsPerUserHour = 10_000, AccountCallsPerHour = 10_000 }, _chains.Chain, NullLogger<MetaClient>.Instance);
        for (var i = 0; i < 400; i++)
            Assert.IsType<MetaAnswer.Ok>(await meta.PostAsync("555/media", MetaCall.Publishing(_account, MetaCall.CreateContainer), [], Ct));

        var held = Assert.IsType<MetaAnswer.NotSent>(await meta.PostAsync("555/media", MetaCall.Publishing(_account, MetaCall.CreateContainer), [], Ct));

        Assert.Equal($"instagram:containers:{_account.Id}", held.HeldBack?.Scope);
        Assert.IsType<MetaAnswer.Ok>(await meta.PostAsync("555/media_publish", MetaCall.Publishing(_account, "ig.publish"), [], Ct));
        Assert.Equal(401, _graph.Calls.Count);
    }

    [Fact]
    public async Task An_answer_of_another_version_than_was_asked_for_is_said_once()
    {
        var heard = new Heard();
        using var meta = new MetaClient(new MetaOptions { BaseUrl = _graph.Url, AppId = "4", ApiVersion = "v25.0" }, _chains.Chain, heard);
        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        foreach (var version in (string[])["v25.0", "v27.0", "v27.0"])
        {
            _graph.Headers["facebook-api-version"] = version;
            Assert.IsType<MetaAnswer.Ok>(await meta.GetAsync("555", Collecting("fb.page"), [], Ct));
        }

        Assert.Equal([2901], heard.Events);
    }

    [Fact]
    public async Task A_used_up_budget_and_an_open_breaker_send_nothing_and_spend_nothing()
    {
        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        for (var i = 0; i < 16; i++)
            Assert.IsType<MetaAnswer.Ok>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct));
        Assert.Equal(HeldBackBy.Budget, Assert.IsType<MetaAnswer.NotSent>(await _meta.GetAsync("555", Collecting("fb.page"), [], Ct)).HeldBack?.By);
        Assert.Null(await _meta.ReadyAsync(MetaCall.Publishing(_account, "fb.feed"), Ct));

        await _database.ExecuteAsync("""
            insert into api_breakers (scope, failures, open_until, opened_at) values ('meta:127.0.0.1', 5, clock_timestamp() + interval '30 seconds', clock_timestamp())
            """);
        await _chains.Breakers.SyncAsync(Ct);
        for (var i = 0; i < 50; i++)
            Assert.Equal(HeldBackBy.Breaker, (await _meta.ReadyAsync(MetaCall.Publishing(_account, "fb.feed"), Ct))?.By);
        Assert.Equal(16, _graph.Calls.Count);
    }

    [Fact]
    public async Task Every_call_that_was_made_is_a_line_of_the_log_and_no_line_or_row_has_a_secret()
    {
        _graph.Answer = (path, _) => path.EndsWith("feed", StringComparison.Ordinal) ? FakeGraph.Error(190, "Error validating access token: " + Token, 463) : (200, """{"id":"1"}""");
        var attempt = Guid.CreateVersion7();
        Tracing.Listen();
        using (Tracing.Source.StartActivity("publish"))
        {
            Tracing.CurrentAttempt = attempt;
            await _meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [("message", "안녕하세요")], Ct);
        }

        await _meta.GetAsync("555", Collecting("fb.page"), [], Ct);
        await _chains.Log.StartAsync(Ct);
        await _chains.Log.StopAsync(Ct);

        await using var connection = await _database.DataSource.OpenConnectionAsync(Ct);
        var lines = (await connection.QueryAsync<(string Endpoint, string Method, string Verdict, short? Status, string? Error, short Try, Guid? Attempt, Guid Account)>(
            "select endpoint, method, verdict, status, error_code, try, attempt_id, account_id from api_calls order by at")).AsList();
        Assert.Equal([("fb.feed", "POST", "answered", 400, "190/463", 1, attempt, _account.Id), ("fb.page", "GET", "answered", 200, null, 1, null, _account.Id)], lines);
        foreach (var table in new[] { "api_calls", "api_budgets", "api_budget_leases", "api_breakers" })
            Assert.False(await _database.ScalarAsync<bool>($"select exists (select from {table} t where t::text like any(array['%EAAG%', '%앱-비밀%', '%안녕하세요%', '%http%']))"), table);
    }

    [Fact]
    public async Task What_comes_above_the_logs_capacity_is_dropped_and_the_call_goes_on()
    {
        await using var small = await Chains.StartAsync(_database, new ExternalCallOptions { LogCapacity = 10 });
        using var meta = new MetaClient(new MetaOptions { BaseUrl = _graph.Url, AppId = "2" }, small.Chain, NullLogger<MetaClient>.Instance);
        _graph.Answer = (_, _) => (200, """{"id":"1"}""");
        for (var i = 0; i < 15; i++)
            Assert.IsType<MetaAnswer.Ok>(await meta.GetAsync("555", Collecting("fb.page"), [], Ct));

        await small.Log.StartAsync(Ct);
        await small.Log.StopAsync(Ct);

        Assert.Equal(10, await _database.ScalarAsync<int>("select count(*)::int from api_calls"));
    }

    private MetaCall Collecting(string endpoint) => MetaCall.Collection(_account, endpoint);

    /// <summary>Hears what the client logs.</summary>
    private sealed class Heard : ILogger<MetaClient>
    {
        public List<int> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Events.Add(eventId.Id);
    }
}
