using System.Text.Json;
using Dapper;
using SnsOps.Integration.Sandbox;
using SnsOps.Shared.JobItems;

namespace SnsOps.Integration.Collection;

/// <summary>Figures of accounts and posts are observed, never guessed; what is missing has a reason and is no zero.</summary>
public sealed partial class CollectAnalyticsTests
{
    private const string Job = "collect-analytics";

    [Fact]
    public async Task Instagrams_figures_are_those_of_the_platform_by_account_day_post_and_format()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await using var photos = await PhotoServer.StartAsync();
        var (client, account, platformId) = await fixture.AccountAsync("instagram", more: new { followers = 51_234 });
        var (post, story) = (await fixture.MediaAsync(platformId, photos.Jpeg), await fixture.MediaAsync(platformId, photos.Jpeg, story: true));
        await fixture.PublishedAsync(client, account, "instagram_image", post);
        await fixture.PublishedAsync(client, account, "instagram_story", story);
        await fixture.Database.ExecuteAsync("update clients set time_zone = 'Pacific/Kiritimati'");
        await fixture.SetFigureAsync(post, "reach", 1_900);
        await fixture.SetFigureAsync(post, "saved", null);
        await fixture.SetFigureAsync(story, "reach", 4);
        await fixture.SetFigureAsync(platformId, "views", 777);

        var app = fixture.Build();
        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, account));

        var rows = await RowsAsync(fixture);
        Assert.Equal((51_234m, null), rows[("", "followers")]);
        Assert.Equal((777m, null), rows[("", "views")]);
        Assert.Equal((1_900m, null), rows[(post, "reach")]);
        Assert.Equal((null, "not_available"), rows[(post, "saves")]);
        Assert.Equal((null, "not_supported_for_format"), rows[(post, "navigation")]);
        Assert.Equal((null, "too_few"), rows[(story, "views")]);
        Assert.Equal((null, "not_supported_for_format"), rows[(story, "likes")]);
        Assert.DoesNotContain(rows.Keys, k => k.Metric == "impressions");
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("""
            select count(*)::int from analytics_snapshots where metric = 'followers' and for_date = (snsops.now() at time zone 'Pacific/Kiritimati')::date
            """));
        Assert.Equal(await fixture.Database.ScalarAsync<string>("select (snsops.now() at time zone 'America/Los_Angeles')::date::text"),
            await fixture.Database.ScalarAsync<string>("select max(for_date)::text from analytics_snapshots where metric = 'reach' and platform_post_id = ''"));
    }

    [Fact]
    public async Task A_retired_figure_is_bisected_out_told_once_and_asked_for_again_a_day_later()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var (otherClient, other, otherPage) = await fixture.AccountAsync("facebook");
        var admin = await fixture.Agency.UserAsync("admin");
        var (post, otherPost) = (await fixture.PagePostAsync(page, "가을"), await fixture.PagePostAsync(otherPage, "겨울"));
        await fixture.PublishedAsync(client, account, "facebook_text", post);
        await fixture.PublishedAsync(otherClient, other, "facebook_text", otherPost);
        await fixture.ControlAsync("metrics", new { metric = "post_clicks" });
        await fixture.ControlAsync("metrics", new { metric = "page_views_total" });
        var app = fixture.Build();

        await fixture.RunAsync(app, Job, client, account);
        var calls = await fixture.Sandbox.CountAsync("fb.post_insights");
        await fixture.RunAsync(app, Job, otherClient, other);

        Assert.Equal(1, await calls());        // the other account did not have to find out
        var rows = await RowsAsync(fixture);
        foreach (var id in new[] { post, otherPost })
        {
            Assert.Equal((null, "retired"), rows[(id, "clicks")]);
            Assert.Equal(await fixture.FigureAsync(id, "post_media_view"), (long)rows[(id, "views")].Value!.Value);
            Assert.NotNull(rows[(id, "reactions")].Value);
        }

        Assert.Equal((null, "retired"), rows[("", "page_views")]);
        Assert.NotNull(rows[("", "engagements")].Value);
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @admin and kind = 'metric.retired'", new { admin }));

        await fixture.ControlAsync("metrics", new { metric = "post_clicks", retired = false });
        await fixture.TurnClockAsync(TimeSpan.FromHours(25));
        await fixture.RunAsync(app, Job, client, account);
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from metric_refusals"));
        Assert.True(await fixture.Database.ScalarAsync<bool>("""
            select value is not null from analytics_snapshots where metric = 'clicks' and account_id = @account order by observed_at desc limit 1
            """, new { account }));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @admin and kind = 'metric.retired'", new { admin }));
    }

    [Fact]
    public async Task Reactions_are_kept_whole_and_by_kind()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var post = await fixture.PagePostAsync(page, "가을");
        await fixture.PublishedAsync(client, account, "facebook_text", post);
        await fixture.SetFigureAsync(post, "post_reactions_by_type_total", 100);

        await fixture.RunAsync(fixture.Build(), Job, client, account);

        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        Assert.Equal([("", 100m), ("like", 75m), ("love", 25m)],
            await connection.QueryAsync<(string, decimal)>("select breakdown, value from analytics_snapshots where metric = 'reactions' order by breakdown"));
    }

    [Fact]
    public async Task Posts_are_asked_for_hourly_then_daily_then_weekly_then_no_more()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        foreach (var hours in new[] { 1, 24 * 5, 24 * 40, 24 * 100 })
            await fixture.PublishedAsync(client, account, "facebook_text", await fixture.PagePostAsync(page, $"{hours}시간 전"), hours);
        var app = fixture.Build();

        int[] looked = [await LookedAsync(0), await LookedAsync(1), await LookedAsync(24), await LookedAsync(25), await LookedAsync(24 * 8)];

        Assert.Equal([3, 1, 2, 1, 3], looked);         // at last the third one's week is over, too

        async Task<int> LookedAsync(int hours)
        {
            await fixture.TurnClockAsync(TimeSpan.FromHours(hours));
            var done = Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, account));
            return JsonSerializer.SerializeToElement(done.Detail).GetProperty("posts").GetInt32();
        }
    }

    [Fact]
    public async Task A_missing_permission_makes_figures_null_with_that_reason_and_the_others_are_kept()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, platformId) = await fixture.AccountAsync("instagram", more: new { followers = 1_000 });
        await fixture.ControlAsync("tokens", new { state = "valid", account_id = platformId, scopes = new[] { "instagram_basic" } });

        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal((1_000m, null), await NewestAsync(fixture, account, "followers"));
        Assert.Equal((null, "permission"), await NewestAsync(fixture, account, "reach"));
        Assert.Equal("active", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts"));
    }

    [Fact]
    public async Task A_figure_the_platform_leaves_out_is_null_and_a_zero_is_a_zero()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        fixture.Graph.Answer = (_, query) => query["fields"].ToString() switch
        {
            "" => (200, """{"data":[]}"""),
            var fields when fields.Contains("follows_count", StringComparison.Ordinal) => FakeGraph.Error(100, "(#100) Tried accessing nonexisting field (follows_count)"),
            _ => (200, """{"id":"1","followers_count":0}"""),
        };

        await fixture.RunAsync(fixture.Build(), Job, client, account);

        Assert.Equal((0m, null), await NewestAsync(fixture, account, "followers"));
        Assert.Equal((null, "retired"), await NewestAsync(fixture, account, "following"));
        Assert.Equal((null, "not_available"), await NewestAsync(fixture, account, "posts"));
        Assert.Equal((null, "too_few"), await NewestAsync(fixture, account, "followers_gained"));
    }

    [Fact]
    public async Task Posts_that_are_too_much_at_once_are_asked_for_in_parts()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        foreach (var post in Enumerable.Range(1, 12))
            await fixture.PublishedAsync(client, account, "instagram_image", $"post-{post}");
        fixture.Graph.Answer = (_, query) => query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => (200, "{}"),
            { Length: > 5 } => FakeGraph.Error(1, "Please reduce the amount of data you're asking for, then retry your request", status: 500),
            var ids => (200, $"{{{string.Join(',', ids.Select(id => $$$"""
                "{{{id}}}": {"id": "{{{id}}}", "insights": {"data": [{"name": "reach", "values": [{"value": 70}]}]}}
                """))}}}"),
        };

        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(12, await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots where platform_post_id like 'post-%' and metric = 'reach' and value = 70"));
    }

    [Fact]
    public async Task Days_nobody_observed_become_gaps_with_a_reason_once_and_days_that_can_still_be_asked_for_are()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        await fixture.Database.ExecuteAsync("update platform_accounts set created_at = now() - interval '10 days'");
        var app = fixture.Build();
        var since = await fixture.Database.ScalarAsync<DateTimeOffset>("select snsops.now() - interval '3 days'");
        var input = JsonSerializer.Serialize(new { missed_since = since });

        await fixture.RunAsync(app, Job, client, account, input);
        await fixture.RunAsync(app, Job, client, account, input);

        Assert.Equal(4, await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots where null_reason = 'not_observed'"));
        var day = await fixture.Database.ScalarAsync<string>("select min(for_date)::text from analytics_snapshots where metric = 'engagements'");
        Assert.Equal(await fixture.FigureAsync(page, "page_post_engagements", day), await fixture.Database.ScalarAsync<long>("select value::bigint from analytics_snapshots where metric = 'engagements' and for_date = @day::date and final", new { day }));
        Assert.InRange(await fixture.Database.ScalarAsync<int>("select count(distinct for_date)::int from analytics_snapshots where metric = 'engagements'"), 10, 11);
    }

    [Fact]
    public async Task A_throttled_account_waits_and_nothing_is_written()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        await fixture.Sandbox.FaultAsync(new { endpoint = "*", kind = "rate-limit", code = 80002 });

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots"));
    }

    [Fact]
    public async Task A_firing_that_is_repeated_asks_nothing_again_and_adds_nothing()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var app = fixture.Build();
        var firing = await fixture.Database.ScalarAsync<DateTimeOffset>("select snsops.now()");

        await CollectionFixture.RunAtAsync(app, Job, client, account, firing);
        var (rows, calls) = (await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots"), await fixture.Sandbox.CountAsync("*"));
        await CollectionFixture.RunAtAsync(app, Job, client, account, firing);

        Assert.Equal((rows, 0), (await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots"), await calls()));
        await fixture.RunAsync(app, Job, client, account);       // the next firing: what was seen an hour ago will not do
        Assert.True(await calls() > 0);
    }

    private static async Task<Dictionary<(string Post, string Metric), (decimal? Value, string? Reason)>> RowsAsync(CollectionFixture fixture)
    {
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        return (await connection.QueryAsync<(string Post, string Metric, decimal? Value, string? Reason)>("""
            select distinct on (platform_post_id, metric) platform_post_id, metric, value, null_reason from analytics_snapshots
             where breakdown = '' order by platform_post_id, metric, for_date desc, observed_at desc
            """)).ToDictionary(r => (r.Post, r.Metric), r => (r.Value, r.Reason));
    }

    private static async Task<(decimal? Value, string? Reason)> NewestAsync(CollectionFixture fixture, Guid account, string metric)
    {
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        return await connection.QueryFirstAsync<(decimal?, string?)>(
            "select value, null_reason from analytics_snapshots where account_id = @account and metric = @metric and platform_post_id = '' order by for_date desc, observed_at desc limit 1", new { account, metric });
    }
}
