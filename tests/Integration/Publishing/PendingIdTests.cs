namespace SnsOps.Integration.Publishing;

/// <summary>A post that is out without an id gets one as soon as it can be told which it is.</summary>
public sealed class PendingIdTests
{
    private const string Words = "번호를 아직 모르는 글 🌷";
    private const string Soon = "--PendingIds:FirstSeconds=0.2";

    [Fact]
    public async Task The_id_that_no_listing_showed_at_first_is_found_and_its_first_comment_follows()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=2", Soon);
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.publish", kind = "commit-then-5xx", times = 1 });
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.media_list", kind = "listing-lag", times = 2, delay_ms = 60_000 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", Words, 1, await fixture.Media.PictureAsync(), firstComment: "예약은 프로필 링크에서 받아요");
        await fixture.Database.UntilAsync("its first comment is out", "select exists (select from first_comments where id = @publication and state = 'published')", new { publication });

        var post = Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile), e => e.Text == Words);
        Assert.True(await fixture.Database.ScalarAsync<bool>(
            "select platform_post_id = @Id and post_url is not null and not id_pending and id_look_at is null and id_looks > 0 from publications where id = @publication", new { publication, post.Id }));
    }

    [Fact]
    public async Task Of_twins_the_one_is_taken_whose_link_a_person_gave()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var (container, media) = await AlreadyOutTests.PublishAsync(fixture, profile, Words);
        await AlreadyOutTests.PublishAsync(fixture, profile, Words, clockSeconds: 4);
        var publication = await PendingAsync(fixture, client, account, container);
        using var answer = await fixture.Sandbox.Http.GetAsync($"/v25.0/{media}?fields=permalink&access_token=EAAG-{profile}");
        var link = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("permalink").GetString();
        await fixture.Database.ExecuteAsync("update publications set post_url = @link || '?utm_source=ig_web' where id = @publication", new { publication, link });

        await fixture.StartProcessAsync(Soon);
        await fixture.Database.UntilAsync("it has its id", "select not id_pending from publications where id = @publication", new { publication });

        Assert.Equal(media, await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }));
    }

    [Fact]
    public async Task Twins_and_what_another_publication_has_are_not_taken_and_the_looks_end()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var (container, first) = await AlreadyOutTests.PublishAsync(fixture, profile, Words);
        var known = await PendingAsync(fixture, client, account, container);
        await fixture.Database.ExecuteAsync("update publications set platform_post_id = @first, id_pending = false, id_look_at = null where id = @known", new { known, first });
        var publication = await PendingAsync(fixture, client, account, container);

        await fixture.StartProcessAsync(Soon, "--PendingIds:Looks=3");
        await fixture.Database.UntilAsync("nobody looks for it any more", "select id_look_at is null from publications where id = @publication", new { publication });

        Assert.True(await fixture.Database.ScalarAsync<bool>("select id_pending and platform_post_id is null and id_looks = 3 from publications where id = @publication", new { publication }));
    }

    /// <summary>A story has no words, and those with words have twins: what is listed may be of the other one of ours.</summary>
    [Theory]
    [InlineData("instagram_story", "STORIES", "unknown")]
    [InlineData("instagram_story", "STORIES", "published")]
    [InlineData("instagram_image", "IMAGE", "unknown")]
    [InlineData("instagram_image", "IMAGE", "published")]
    public async Task What_another_one_of_ours_may_be_is_not_taken_until_that_is_settled(string format, string mediaType, string rivalsState)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var (container, media) = await AlreadyOutTests.PublishAsync(fixture, profile, Words, mediaType: mediaType);
        var publication = await PendingAsync(fixture, client, account, container, format);
        var rival = await PendingAsync(fixture, client, account, "17900000000000001", format);
        await fixture.Database.ExecuteAsync("update publications set id_look_at = null where id = @rival", new { rival });
        if (rivalsState == "unknown")
        {
            await fixture.Database.ExecuteAsync("""
                update publications set state = 'unknown', published_at = null, id_pending = false, error = '확인하고 있습니다' where id = @rival;
                insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at)
                select gen_random_uuid(), client_id, account_id, 'publication', id, 1, gen_random_uuid(), 'unknown', 1, @Words, 'x', snsops.now() - interval '20 seconds', snsops.now(), snsops.now() + interval '1 hour'
                  from publications where id = @rival
                """, new { rival, Words });
        }

        await fixture.StartProcessAsync(Soon, "--PendingIds:Looks=2");
        await fixture.Database.UntilAsync("nobody looks for it any more", "select id_look_at is null from publications where id = @publication", new { publication });
        Assert.True(await fixture.Database.ScalarAsync<bool>("select id_pending and id_looks = 2 from publications where id = @publication", new { publication }));

        await fixture.Database.ExecuteAsync("""
            delete from attempts where subject_id = @rival;
            update publications set state = 'failed', published_at = null, id_pending = false, error = '게시되지 않았습니다' where id = @rival;
            update publications set id_look_at = snsops.now(), id_looks = 0 where id = @publication
            """, new { publication, rival });
        await fixture.Database.UntilAsync("it has its id", "select not id_pending from publications where id = @publication", new { publication });
        Assert.Equal(media, await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }));
    }

    /// <summary>When the first was shown the second had not been sent, so it is not the second's; and what the first has is not the second's either.</summary>
    [Fact]
    public async Task Two_stories_of_which_the_second_was_sent_90_seconds_later_each_get_their_own_id()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var shown = new List<(string Container, string Media, DateTimeOffset At)>();
        foreach (var clockSeconds in new[] { 2, 92 })
        {
            var (container, media) = await AlreadyOutTests.PublishAsync(fixture, profile, Words, clockSeconds, "STORIES");
            shown.Add((container, media, DateTimeOffset.UtcNow.AddSeconds(clockSeconds)));
        }

        await fixture.TurnClockAsync(TimeSpan.FromSeconds(100));
        var stories = new List<Guid>();
        foreach (var (container, _, at) in shown)
        {
            var story = await PendingAsync(fixture, client, account, container, "instagram_story");
            await fixture.Database.ExecuteAsync(
                "update publications set published_at = @at, updated_at = clock_timestamp() - (snsops.now() - @at) + interval '3 seconds' where id = @story", new { story, at });
            stories.Add(story);
        }

        await fixture.StartProcessAsync(Soon);
        await fixture.Database.UntilAsync("both have their ids", "select count(*) = 2 from publications where not id_pending");

        Assert.Equal((shown[0].Media, shown[1].Media), (await IdAsync(stories[0]), await IdAsync(stories[1])));

        Task<string?> IdAsync(Guid story) => fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @story", new { story });
    }

    /// <summary>A publication that is out, nobody knows under which id.</summary>
    private static async Task<Guid> PendingAsync(PublishingFixture fixture, Guid client, Guid account, string container, string format = "instagram_image")
    {
        var publication = await fixture.Agency.PublicationAsync(client, account, format, Words, -1, await fixture.Media.PictureAsync(), state: "scheduled");
        await fixture.Database.ExecuteAsync("""
            update publications set state = 'published', published_at = snsops.now() - interval '5 seconds', id_pending = true, id_look_at = snsops.now(), handle = @container, handle_at = snsops.now() - interval '9 seconds'
             where id = @publication
            """, new { publication, container });
        return publication;
    }
}
