namespace SnsOps.Integration.Collection;

/// <summary>Channels, their days and their videos.</summary>
public sealed partial class CollectAnalyticsTests
{
    [Fact]
    public async Task YouTubes_hidden_counts_are_null_and_its_days_are_asked_for_until_they_are_final()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, channel) = await fixture.AccountAsync("youtube", more: new { followers = 52_345 });
        var (openClient, open, openChannel) = await fixture.AccountAsync("youtube", more: new { followers = 52_345 });
        await fixture.SetFigureAsync(channel, "subscriberCount", null);
        var app = fixture.Build();

        await fixture.RunAsync(app, Job, client, account);
        await fixture.RunAsync(app, Job, openClient, open);

        Assert.Equal((null, "hidden"), await NewestAsync(fixture, account, "followers"));
        Assert.Equal((52_300m, null), await NewestAsync(fixture, open, "followers"));
        Assert.NotNull((await NewestAsync(fixture, account, "views_total")).Value);
        Assert.Equal((null, "not_yet"), await NewestAsync(fixture, account, "watch_time"));
        var day = await fixture.Database.ScalarAsync<string>("select min(for_date)::text from analytics_snapshots where metric = 'watch_time'");
        await fixture.SetFigureAsync(channel, "analytics:estimatedMinutesWatched", 4_321, day);

        await fixture.TurnClockAsync(TimeSpan.FromHours(74));
        await fixture.RunAsync(app, Job, client, account);
        Assert.Equal(4_321m, await fixture.Database.ScalarAsync<decimal?>("select value from analytics_snapshots where metric = 'watch_time' and for_date = @day::date and account_id = @account order by observed_at desc limit 1", new { day, account }));
        await fixture.TurnClockAsync(TimeSpan.FromHours(98));
        await fixture.RunAsync(app, Job, client, account);
        Assert.True(await fixture.Database.ScalarAsync<bool>("select final from analytics_snapshots where metric = 'watch_time' and for_date = @day::date and account_id = @account order by observed_at desc limit 1", new { day, account }));
        var before = await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots where metric = 'watch_time' and for_date = @day::date", new { day });
        await fixture.TurnClockAsync(TimeSpan.FromHours(99));
        await fixture.RunAsync(app, Job, client, account);
        Assert.Equal(before, await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots where metric = 'watch_time' and for_date = @day::date", new { day }));
    }

    [Fact]
    public async Task Videos_fifty_to_a_call_and_one_without_comments_says_so()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("youtube");
        for (var i = 0; i < 51; i++)
            await fixture.PublishedAsync(client, account, "youtube_video", $"video-{i}");
        fixture.Graph.Answer = (path, query) => path switch
        {
            "token" => (200, """{"access_token":"ya29.x","expires_in":3599}"""),
            "v3/videos" => (200, "{\"items\":[" + string.Join(',', query["id"].ToString().Split(',').Where(id => id != "video-7").Select(Video)) + "]}"),
            "v3/channels" => (200, """{"items":[{"statistics":{"viewCount":"1","subscriberCount":"2","videoCount":"3"}}]}"""),
            _ => (200, "{}"),
        };

        await fixture.RunAsync(fixture.Build("--Google:ApiBaseUrl=" + fixture.Graph.Url, "--Google:AnalyticsBaseUrl=" + fixture.Graph.Url, $"--Google:TokenUrl={fixture.Graph.Url}/token"), Job, client, account);

        Assert.Equal(2, fixture.Graph.Calls.Count(c => c.Contains("v3/videos", StringComparison.Ordinal)));
        static string Video(string id) => "{\"id\":\"" + id + "\",\"statistics\":{\"viewCount\":\"12\",\"likeCount\":\"3\"}}";

        var rows = await RowsAsync(fixture);
        Assert.Equal((12m, null), rows[("video-1", "views")]);
        Assert.Equal((null, "disabled"), rows[("video-1", "comments")]);
        Assert.Equal((null, "not_available"), rows[("video-7", "views")]);
    }
}
