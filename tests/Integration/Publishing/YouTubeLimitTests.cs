namespace SnsOps.Integration.Publishing;

/// <summary>Lost answers to the showing update, quotas, and tokens.</summary>
public sealed class YouTubeLimitTests
{
    [Theory]
    [InlineData("commit-then-timeout")]
    [InlineData("commit-then-5xx")]
    [InlineData("commit-then-reset")]
    [InlineData("commit-then-truncated")]
    public async Task A_video_whose_answer_was_lost_is_asked_whether_it_is_public(string kind)
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.update", kind, times = 1 });
        var updated = await fixture.Sandbox.CountAsync("yt.update");
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "published");

        Assert.Single(await stage.ShownAsync());
        Assert.Equal(0, await updated());         // those that another fault strikes are not counted
        Assert.Equal("handle", await fixture.Database.ScalarAsync<string>("select resolved_by from publishing_logs where subject_id = @publication and status = 'published'", new { publication }));
    }

    [Fact]
    public async Task An_update_that_surely_did_not_happen_is_made_again_with_the_same_video()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.update", kind = "server-error", times = 1 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);
        await fixture.UntilAsync(publication, "unknown");

        await fixture.UntilAsync(publication, "published");

        Assert.Single(await stage.ShownAsync());
        Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel));
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for_as_long_as_youtube_asks_and_burns_nothing()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.update", kind = "rate-limit", code = 429, delay_ms = 600_000, times = 1 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "retrying");

        Assert.Equal(0, await stage.OfAsync<int>(publication, "retry_count"));
        Assert.True(await stage.OfAsync<bool>(publication, "next_attempt_at between snsops.now() + interval '5 minutes' and snsops.now() + interval '10 minutes 5 seconds'"));
    }

    [Fact]
    public async Task An_access_token_that_is_refused_is_minted_anew_and_nobody_notices()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.update", kind = "token-expired", times = 1 });
        var minted = await fixture.Sandbox.CountAsync("google.token");
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "published");

        Assert.Equal(2, await minted());
        Assert.Equal(0, await stage.OfAsync<int>(publication, "retry_count"));
    }

    [Fact]
    public async Task Many_posts_of_a_channel_share_one_access_token()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        var minted = await fixture.Sandbox.CountAsync("google.token");
        var stage = await YouTubeStage.SetAsync(fixture);
        var publications = new List<Guid>();
        for (var i = 0; i < 5; i++)
            publications.Add(await stage.ScheduleAsync([await fixture.Media.VideoAsync(fill: (byte)i)], 1, new { title = $"{i + 1}번째 영상" }));

        foreach (var publication in publications)
            await fixture.UntilAsync(publication, "published");

        Assert.Equal(1, await minted());
        Assert.Equal(5, (await stage.ShownAsync()).Count);
    }

    [Fact]
    public async Task A_revoked_grant_sets_the_account_aside_and_people_are_told()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        var stage = await YouTubeStage.SetAsync(fixture);
        await fixture.Sandbox.RevokeAsync(stage.Channel);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "failed");
        await fixture.Database.UntilAsync("the account is set aside", "select state = 'needs_reconnect' from platform_accounts where id = @Account", new { stage.Account });

        Assert.Equal("invalid_grant", await stage.OfAsync<string>(publication, "error_code"));
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'account.reconnect'") > 0);
    }

    [Fact]
    public async Task A_used_up_quota_parks_what_is_due_until_midnight_in_california_and_burns_nothing()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var california = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
        var toMidnight = TimeSpan.FromDays(1) - TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, california).TimeOfDay;
        await fixture.TurnClockAsync(toMidnight - TimeSpan.FromMinutes(20));
        await fixture.Sandbox.SetYouTubeAsync(new { uploads_per_day = 0 });
        await fixture.StartProcessAsync(YouTubeStage.Quick);
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "retrying");

        Assert.Equal(("quotaExceeded", 0), (await stage.OfAsync<string>(publication, "error_code"), await stage.OfAsync<int>(publication, "retry_count")));
        Assert.True(await fixture.Database.ScalarAsync<bool>(
            "select closed_until between snsops.now() + interval '10 minutes' and snsops.now() + interval '21 minutes' from api_budgets where scope = 'google:youtube:uploads'"));
        var opened = await fixture.Sandbox.CountAsync("yt.insert");
        await fixture.Sandbox.SetYouTubeAsync(new { uploads_per_day = 100 });
        await fixture.TurnClockAsync(toMidnight + TimeSpan.FromMinutes(1));
        await fixture.UntilAsync(publication, "published");
        Assert.Equal(1, await opened());
    }

    [Fact]
    public async Task Our_own_count_of_uploads_stops_before_youtube_must()
    {
        await using var fixture = await PublishingFixture.StartAsync([.. YouTubeStage.Quick, "--Google:UploadsPerDay=1"]);
        var opened = await fixture.Sandbox.CountAsync("yt.insert");
        var stage = await YouTubeStage.SetAsync(fixture);
        var first = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 0.5);
        await fixture.UntilAsync(first, "published");

        var second = await stage.ScheduleAsync([await fixture.Media.VideoAsync(fill: 1)], 0.5, new { title = "두 번째 영상" });
        await fixture.Database.UntilAsync("it waits", "select error_code = 'budget' from publications where id = @second", new { second });

        Assert.Equal((1, 0), (await opened(), await stage.OfAsync<int>(second, "retry_count")));
        Assert.Equal("America/Los_Angeles", await fixture.Database.ScalarAsync<string>("select resets_in from api_budgets where scope = 'google:youtube:uploads'"));
    }
}
