namespace SnsOps.Integration.Publishing;

/// <summary>Publications that must wait: for a budget, a breaker, the platform's daily limit or the brake. None of it burns an attempt.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task An_open_breaker_parks_a_post_which_goes_out_once_it_closes()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        await fixture.Database.ExecuteAsync("""
            insert into api_breakers (scope, failures, open_until, opened_at) values ('meta:127.0.0.1', 5, clock_timestamp() + interval '30 minutes', clock_timestamp())
            """);
        await fixture.StartProcessAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "점검이 끝나면 나갈 글", inSeconds: 0.5);
        await WaitsAsync(fixture, publication, "breaker_open");
        await fixture.Database.ExecuteAsync("update api_breakers set open_until = clock_timestamp(), updated_at = clock_timestamp()");
        // The process goes by what it last read, and parks the post for as long once more: it is woken until it is out.
        await fixture.Database.UntilAsync("it is published", """
            with woken as (update publications set next_attempt_at = snsops.now(), due_since = '-infinity' where state = 'retrying')
            select state = 'published' from publications where id = @publication
            """, new { publication });

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select retry_count from publications where id = @publication", new { publication }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from publishing_logs where subject_id = @publication and step = 'post' and status <> 'published'", new { publication }));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select open_until is null and failures = 0 from api_breakers"));
    }

    [Fact]
    public async Task A_used_up_budget_holds_posts_until_there_is_room_again()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:AccountCallsPerHour=4");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var first = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "한도 안의 글", inSeconds: 0.3);
        await fixture.UntilAsync(first, "published");
        await fixture.Database.ExecuteAsync("update api_budgets set steps[1] = 400 where scope = 'meta:account:' || @account", new { account });

        var second = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "한도가 찬 뒤의 글", inSeconds: 0.5);
        await fixture.Database.ExecuteAsync("update publications set grace = interval '3 hours' where id = @second", new { second });
        await WaitsAsync(fixture, second, "budget");
        await TurnAsync(fixture, "70 minutes");
        await fixture.UntilAsync(second, "published");

        Assert.Equal(2, (await fixture.Sandbox.EffectsAsync("facebook", page)).Count);
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select retry_count from publications where id = @second", new { second }));
    }

    [Fact]
    public async Task A_pages_reel_that_is_one_too_many_for_a_day_waits()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:ReelsPerDay=1");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var manager = await fixture.Agency.UserAsync("manager", client);
        var first = await fixture.Agency.PublicationAsync(client, account, "facebook_reel", "오늘의 첫 릴스", 0.5, media: [await fixture.Media.VideoAsync()]);
        await fixture.UntilAsync(first, "published");

        var second = await fixture.Agency.PublicationAsync(client, account, "facebook_reel", "오늘의 둘째 릴스", 0.5, media: [await fixture.Media.VideoAsync(fill: 1)]);
        await fixture.Database.UntilAsync("it waits", "select error_code = 'budget' and retry_count = 0 from publications where id = @second", new { second });

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.Equal("게시물만", await fixture.Database.ScalarAsync<string>(
            "select substring(message from '게시물만|수집은 늦어질') from notifications where user_id = @manager and kind = 'budget.nearly_used' and title like '%페이스북 릴스%'", new { manager }));
        Assert.Equal("페이스북 릴스", await fixture.Database.ScalarAsync<string>("select name from api_budgets where scope = 'facebook:reels:' || @account", new { account }));
    }

    [Fact]
    public async Task A_runaway_is_braked_and_people_are_told_once()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Publishing:BrakeSends=3");
        await fixture.StartProcessAsync("--Publishing:BrakeSends=3");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var (manager, writer) = (await fixture.Agency.UserAsync("manager", client), await fixture.Agency.UserAsync("operator", client));

        for (var i = 0; i < 8; i++)
            await fixture.Agency.PublicationAsync(client, account, "facebook_text", $"{i}번째 자동 글", inSeconds: 1);
        await fixture.Database.UntilAsync("the rest waits", """
            select count(*) filter (where state = 'published') > 0
                   and count(*) = count(*) filter (where state = 'published' or (state = 'retrying' and error_code = 'velocity_brake' and retry_count = 0 and next_attempt_at > snsops.now() + interval '1 minute'))
              from publications
            """);

        var sent = await fixture.Database.ScalarAsync<int>("select count(*)::int from publications where state = 'published'");
        Assert.InRange(sent, 1, 3);         // what one process holds of the brake the other cannot send
        Assert.Equal(sent, (await fixture.Sandbox.EffectsAsync("facebook", page)).Count);
        Assert.Equal((1, 0), (await ToldAsync(manager), await ToldAsync(writer)));
        await TurnAsync(fixture, "12 minutes");
        await fixture.Database.UntilAsync("more went out", "select count(*) > @sent from publications where state = 'published'", new { sent });

        Task<int> ToldAsync(Guid user) => fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @user and kind = 'publication.braked'", new { user });
    }

    [Theory]
    [InlineData(25)]
    [InlineData(0)]
    public async Task An_account_the_platform_takes_for_a_spammer_rests_with_the_brake_or_without_it_and_burns_nothing(int brakeSends)
    {
        await using var fixture = await PublishingFixture.StartAsync($"--Publishing:BrakeSends={brakeSends}");
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var manager = await fixture.Agency.UserAsync("manager", client);
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.publish", kind = "commit-then-4-2207051", times = 1 });
        var first = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "스팸으로 의심받은 글", 1, await fixture.Media.PictureAsync());
        await fixture.UntilAsync(first, "published");

        var second = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "쉬는 동안의 글", 1, await fixture.Media.PictureAsync());
        await fixture.UntilAsync(second, "missed");

        Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select error_code = 'action_blocked' and error like '%스팸%' and retry_count = 0 from publications where id = @second", new { second }));
        Assert.True(await fixture.Database.ScalarAsync<bool>(
            "select closed_until between snsops.now() + interval '23 hours' and snsops.now() + interval '24 hours' from api_budgets where scope = 'posts:account:' || @account", new { account }));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @manager and kind = 'publication.braked' and message like '%스팸%'", new { manager }));
    }

    [Fact]
    public async Task Where_nothing_brakes_and_nobody_rests_posts_are_not_counted()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Publishing:BrakeSends=0", "--Meta:BlockedHours=0");
        var (client, account, _) = await fixture.AccountAsync("instagram");

        await fixture.UntilAsync(await fixture.Agency.PublicationAsync(client, account, "instagram_image", "아무도 막지 않는 글", 1, await fixture.Media.PictureAsync()), "published");

        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from api_budgets where scope like 'posts:%'"));
    }

    [Fact]
    public async Task What_never_left_us_does_not_count_for_the_brake()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        for (var i = 0; i < 4; i++)
            await fixture.Agency.PublicationAsync(client, account, "facebook_text", $"닿지 않는 플랫폼에 보낸 {i}번째 글", inSeconds: -1);

        await fixture.StartProcessAsync("--Publishing:BrakeSends=3", "--Meta:BaseUrl=http://127.0.0.1:9");

        await fixture.Database.UntilAsync("none was sent and none is braked", "select count(*) = 4 from publications where state = 'retrying' and error_code = 'not_sent'");
    }

    [Fact]
    public async Task Instagrams_own_daily_limit_is_asked_before_anything_is_prepared()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram", new { publish_quota = 1 });
        var picture = await fixture.Media.PictureAsync();
        var first = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "오늘의 첫 사진", 0.5, picture);
        await fixture.UntilAsync(first, "published");

        var second = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "오늘의 둘째 사진", 0.5, picture);
        await WaitsAsync(fixture, second, "publishing_limit");
        Assert.Null(await fixture.Database.ScalarAsync<string>("select handle from publications where id = @second", new { second }));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select used = 1 and total = 1 from publishing_quotas where account_id = @account", new { account }));

        await fixture.Sandbox.AddAccountAsync("instagram", profile, "EAAG-" + profile, new { publish_quota = 50 });
        await TurnAsync(fixture, "15 minutes");
        await fixture.UntilAsync(second, "published");
        Assert.Equal(2, (await fixture.Sandbox.EffectsAsync("instagram", profile)).Count);
    }

    [Fact]
    public async Task The_calls_of_an_attempt_are_found_in_the_call_log()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "기록이 남는 글", inSeconds: 0.3);
        await fixture.UntilAsync(publication, "published");

        await fixture.Database.UntilAsync("its call is in the log", """
            select exists (select from api_calls c join publishing_logs l on l.attempt_id = c.attempt_id where l.subject_id = @publication and c.endpoint = 'fb.feed' and c.status = 200 and c.priority = 'publishing')
            """, new { publication });
    }

    /// <summary>Turns the one clock; what waits until then is claimed by it.</summary>
    private static async Task TurnAsync(PublishingFixture fixture, string by)
    {
        var turned = await fixture.Database.ScalarAsync<DateTime>("select clock_timestamp() from snsops.turn_clock(@by::interval)", new { by });
        await fixture.Database.UntilAsync("all processes know", "select bool_and(heartbeat_at > @turned) from workers", new { turned });
    }

    private static Task WaitsAsync(PublishingFixture fixture, Guid publication, string code) => fixture.Database.UntilAsync($"it waits: {code}",
        "select state = 'retrying' and error_code = @code and retry_count = 0 from publications where id = @publication", new { publication, code });
}
