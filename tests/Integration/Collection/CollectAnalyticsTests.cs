using System.Text.Json;
using Dapper;
using SnsOps.Shared.JobItems;

namespace SnsOps.Integration.Collection;

/// <summary>Account figures are observed, never guessed.</summary>
public sealed class CollectAnalyticsTests
{
    private const string Job = "collect-analytics";

    [Fact]
    public async Task Figures_are_added_for_the_clients_own_day()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram", more: new { followers = 51_234 });
        await fixture.Database.ExecuteAsync("update clients set time_zone = 'Pacific/Kiritimati'");
        var app = fixture.Build();

        await fixture.RunAsync(app, Job, client, account);
        await fixture.RunAsync(app, Job, client, account);

        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("""
            select count(*)::int from analytics_snapshots
             where metric = 'followers' and value = 51234 and for_date = (snsops.now() at time zone 'Pacific/Kiritimati')::date
            """));
        Assert.Equal(["followers", "following", "posts"], await MetricsAsync(fixture));
    }

    [Fact]
    public async Task A_figure_the_platform_leaves_out_or_refuses_is_null_with_a_reason()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        fixture.Graph.Answer = (_, query) => query["fields"].ToString() switch
        {
            "followers_count" => (200, """{"id":"1","followers_count":0}"""),
            "media_count" => (200, """{"id":"1"}"""),
            _ => FakeGraph.Error(100, "(#100) Tried accessing nonexisting field (follows_count)"),
        };

        await fixture.RunAsync(fixture.Build(), Job, client, account);

        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<(string Metric, decimal? Value, string? Reason)>("select metric, value, null_reason from analytics_snapshots order by metric")).ToList();
        Assert.Equal(("followers", 0m, null), rows[0]);
        Assert.Contains("follows_count", rows[1].Reason);
        Assert.Null(rows[1].Value);
        Assert.Equal(("posts", null, "the platform left media_count out"), rows[2]);
    }

    [Fact]
    public async Task Days_nobody_observed_become_gaps_with_a_reason_once()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        await fixture.Database.ExecuteAsync("update platform_accounts set created_at = now() - interval '10 days'");
        var app = fixture.Build();
        var since = await fixture.Database.ScalarAsync<DateTimeOffset>("select snsops.now() - interval '3 days'");
        var input = JsonSerializer.Serialize(new { missed_since = since });

        await fixture.RunAsync(app, Job, client, account, input);
        await fixture.RunAsync(app, Job, client, account, input);

        Assert.Equal(4, await fixture.Database.ScalarAsync<int>("""
            select count(*)::int from analytics_snapshots
             where value is null and null_reason like 'not observed%'
               and for_date in ((snsops.now() at time zone 'Asia/Seoul')::date - 1, (snsops.now() at time zone 'Asia/Seoul')::date - 2)
            """));
        Assert.Equal(4, await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots where value is null"));
    }

    [Fact]
    public async Task A_throttled_account_waits_and_nothing_is_written()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        await fixture.Sandbox.FaultAsync(new { endpoint = "*", kind = "rate-limit", code = 80002 });

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Empty(await MetricsAsync(fixture));
    }

    private static async Task<IEnumerable<string>> MetricsAsync(CollectionFixture fixture)
    {
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        return await connection.QueryAsync<string>("select distinct metric from analytics_snapshots order by 1");
    }
}
