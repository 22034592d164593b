namespace SnsOps.Integration.Publishing;

/// <summary>After a post is out it is looked at twice, and what was seen is kept.</summary>
public sealed class ReadBackTests
{
    private static readonly string[] Soon = ["--ReadBack:FirstSeconds=0", "--ReadBack:SecondSeconds=0", "--ReadBack:RepeatSeconds=0.2"];

    [Theory]
    [InlineData("facebook", "facebook_text")]
    [InlineData("instagram", "instagram_image")]
    public async Task A_post_that_is_there_is_seen_two_minutes_and_an_hour_later(string platform, string format)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, _) = await fixture.AccountAsync(platform);
        var publication = await fixture.Agency.PublicationAsync(client, account, format, "계속 보이는 글", 1, platform == "instagram" ? await fixture.Media.PictureAsync() : null);
        await fixture.UntilAsync(publication, "published");
        Assert.Equal("", await VerdictsAsync(fixture, publication));

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '3 minutes')");
        await UntilReadBackAsync(fixture, publication, 1);
        Assert.Equal("1 seen", await VerdictsAsync(fixture, publication));

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '61 minutes')");
        await UntilReadBackAsync(fixture, publication, 2);
        Assert.Equal("1 seen, 2 seen", await VerdictsAsync(fixture, publication));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select visible from publications where id = @publication", new { publication }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Fact]
    public async Task A_post_that_is_gone_stays_published_is_marked_and_its_people_are_told_once()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await PublishedAsync(fixture, client, account, $"{page}_987654321");

        await fixture.StartProcessAsync(Soon);
        await UntilReadBackAsync(fixture, publication, 2);

        Assert.Equal("1 gone, 2 gone", await VerdictsAsync(fixture, publication));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select state = 'published' and visible = false from publications where id = @publication", new { publication }));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(distinct user_id) from notifications where kind = 'publication.gone' and priority = 'high'"));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from live_events where type = 'notification'"));
        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    [Fact]
    public async Task One_look_that_finds_nothing_proves_nothing()
    {
        await using var fixture = await PublishingFixture.StartAsync("--ReadBack:RepeatSeconds=0.2");
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "잠깐 안 보였던 글", inSeconds: 0.5);
        await fixture.Database.UntilAsync("it is out, with its address", "select post_url is not null from publications where id = @publication", new { publication });
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.post", kind = "spurious-100-33", times = 1 });

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '3 minutes')");
        await UntilReadBackAsync(fixture, publication, 1);

        Assert.Equal("1 seen", await VerdictsAsync(fixture, publication));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select looks from read_backs where subject_id = @publication", new { publication }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Fact]
    public async Task Looks_that_cannot_tell_are_repeated_then_left_unclear_and_nobody_is_alarmed()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await PublishedAsync(fixture, client, account, $"{page}_987654321");
        await fixture.Database.ExecuteAsync("update platform_accounts set state = 'needs_reconnect', reconnect_reason = '만료' where id = @account", new { account });

        await fixture.StartProcessAsync([.. Soon, "--ReadBack:UnclearLooks=3"]);
        await UntilReadBackAsync(fixture, publication, 2);

        Assert.Equal("1 unclear, 2 unclear", await VerdictsAsync(fixture, publication));
        Assert.Equal(3, await fixture.Database.ScalarAsync<int>("select looks from read_backs where subject_id = @publication and number = 1", new { publication }));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select visible is null from publications where id = @publication", new { publication }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Fact]
    public async Task A_look_that_is_held_back_waits_its_time_and_is_not_counted()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await PublishedAsync(fixture, client, account, $"{page}_987654321");
        await CloseAsync(fixture);

        await fixture.StartProcessAsync([.. Soon, "--ReadBack:UnclearLooks=1"]);
        await fixture.Database.UntilAsync("it waits", "select look_again_at > snsops.now() + interval '10 minutes' and looks = 0 and verdict is null from read_backs where subject_id = @publication", new { publication });

        await fixture.Database.ExecuteAsync("update api_breakers set open_until = clock_timestamp(), updated_at = clock_timestamp()");
        // The process goes by what it last read of the breaker, and waits as long once more: it is woken until it has looked.
        await fixture.Database.UntilAsync("it has looked twice", """
            with woken as (update read_backs set look_again_at = snsops.now() where verdict is null and look_again_at > snsops.now() + interval '2 minutes')
            select read_backs = 2 from publications where id = @publication
            """, new { publication });
        Assert.Equal("1 gone, 2 gone", await VerdictsAsync(fixture, publication));
    }

    [Fact]
    public async Task What_could_not_be_looked_at_for_a_day_is_left_unclear()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await PublishedAsync(fixture, client, account, $"{page}_987654321");
        await fixture.Database.ExecuteAsync("update publications set published_at = published_at - interval '25 hours' where id = @publication", new { publication });
        await CloseAsync(fixture);

        await fixture.StartProcessAsync([.. Soon, "--ReadBack:UnclearLooks=1"]);
        await UntilReadBackAsync(fixture, publication, 2);

        Assert.Equal("1 unclear, 2 unclear", await VerdictsAsync(fixture, publication));
    }

    [Fact]
    public async Task A_look_whose_process_died_is_taken_by_another_after_its_lease()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await PublishedAsync(fixture, client, account, $"{page}_987654321");
        await fixture.Database.ExecuteAsync("""
            insert into read_backs (client_id, subject_kind, subject_id, number, look_again_at) select client_id, 'publication', id, 1, snsops.now() + interval '90 seconds' from publications where id = @publication
            """, new { publication });
        await fixture.StartProcessAsync(Soon);
        await fixture.StartProcessAsync(Soon);
        await fixture.Database.UntilAsync("both have swept", "select count(*) = 2 from workers where heartbeat_at > started_at + interval '1 second'");
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select looks from read_backs where subject_id = @publication", new { publication }));

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '2 minutes')");
        await UntilReadBackAsync(fixture, publication, 2);
        Assert.Equal("1 gone, 2 gone", await VerdictsAsync(fixture, publication));
    }

    /// <summary>Nothing may be asked of the platform for half an hour.</summary>
    private static Task CloseAsync(PublishingFixture fixture) => fixture.Database.ExecuteAsync(
        "insert into api_breakers (scope, failures, open_until, opened_at) values ('meta:127.0.0.1', 5, clock_timestamp() + interval '30 minutes', clock_timestamp())");

    /// <summary>A publication that is out under this id.</summary>
    private static async Task<Guid> PublishedAsync(PublishingFixture fixture, Guid client, Guid account, string postId)
    {
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "게시된 글", inSeconds: -60);
        await fixture.Database.ExecuteAsync(
            "update publications set state = 'published', published_at = snsops.now() - interval '1 minute', platform_post_id = @postId, due_since = null where id = @publication", new { publication, postId });
        return publication;
    }

    private static Task UntilReadBackAsync(PublishingFixture fixture, Guid publication, int looks) =>
        fixture.Database.UntilAsync($"{looks} looks are finished", "select read_backs = @looks from publications where id = @publication", new { publication, looks });

    private static async Task<string> VerdictsAsync(PublishingFixture fixture, Guid publication) => (await fixture.Database.ScalarAsync<string>(
        "select coalesce(string_agg(number || ' ' || verdict, ', ' order by number), '') from read_backs where subject_id = @publication and verdict is not null", new { publication }))!;
}
