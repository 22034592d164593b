using System.Net.Http.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>What is said below a post: after it is out, once, and without touching the post itself.</summary>
public sealed class FirstCommentTests
{
    private const string Words = "예약 링크는 프로필에 있어요 👆 #온기카페";

    [Theory]
    [InlineData("facebook_text", "")]
    [InlineData("facebook_reel", "v")]
    [InlineData("instagram_image", "i")]
    [InlineData("instagram_carousel", "ii")]
    public async Task It_follows_its_post_once(string format, string files)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (publication, platformId) = await PostAsync(fixture, format, files);

        await UntilAsync(fixture, publication, "published");

        var effects = await fixture.Sandbox.EffectsAsync(format.Split('_')[0], platformId);
        Assert.Equal(["post", "comment"], effects.Select(e => e.Kind));
        Assert.Equal(Words, effects[1].Text);
        Assert.Equal(effects[1].Id, await fixture.Database.ScalarAsync<string>("select platform_comment_id from first_comments where id = @publication", new { publication }));
        Assert.Equal("first_comment 1, post 1", await fixture.Database.ScalarAsync<string>("""
            select string_agg(step || ' ' || n, ', ' order by step)
              from (select step, count(*) as n from publishing_logs where subject_id = @publication and status = 'published' group by step) s
            """, new { publication }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from attempts"));
    }

    [Theory]
    [InlineData("facebook_text", "fb.comment", "commit-then-timeout")]
    [InlineData("facebook_text", "fb.comment", "commit-then-5xx")]
    [InlineData("instagram_image", "ig.comment", "commit-then-timeout")]
    [InlineData("instagram_image", "ig.comment", "commit-then-reset")]
    [InlineData("instagram_image", "ig.comment", "commit-then-4-2207051")]
    public async Task A_lost_answer_is_looked_for_below_the_post_and_it_is_not_said_twice(string format, string endpoint, string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1");
        await fixture.Sandbox.FaultAsync(new { endpoint, kind = fault, times = 1 });
        var (publication, platformId) = await PostAsync(fixture, format, format == "facebook_text" ? "" : "i");

        await UntilAsync(fixture, publication, "published");

        var comment = Assert.Single(await fixture.Sandbox.EffectsAsync(format.Split('_')[0], platformId), e => e.Kind == "comment");
        Assert.Equal(comment.Id, await fixture.Database.ScalarAsync<string>("select platform_comment_id from first_comments where id = @publication", new { publication }));
        Assert.Equal("listing", await fixture.Database.ScalarAsync<string>("select resolved_by from publishing_logs where subject_id = @publication and step = 'first_comment'", new { publication }));
    }

    [Fact]
    public async Task One_that_is_not_there_is_asked_about_and_the_post_stays_published()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1", "--FirstComments:DeadlineSeconds=2");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.comment", kind = "server-error", times = 1 });
        var (publication, page) = await PostAsync(fixture, "facebook_text", "");

        await fixture.Database.UntilAsync("a person is asked", "select state = 'unknown' and asked_at is not null from first_comments where id = @publication", new { publication });

        Assert.Equal("post", Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Kind);
        Assert.True(await fixture.Database.ScalarAsync<bool>("select state = 'published' and error is null and asked_at is null from publications where id = @publication", new { publication }));
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'first_comment.unknown'") > 0);
        Assert.Equal("asked first_comment", await fixture.Database.ScalarAsync<string>("select string_agg(act || ' ' || step, ', ') from publication_acts where publication_id = @publication", new { publication }));
    }

    [Fact]
    public async Task A_refusal_is_told_and_the_post_stays_published()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.comment", kind = "token-expired", times = 1 });
        var (publication, _) = await PostAsync(fixture, "facebook_text", "");

        await UntilAsync(fixture, publication, "failed");

        Assert.Equal("published", await fixture.Database.ScalarAsync<string>("select state::text from publications where id = @publication", new { publication }));
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'first_comment.failed'") > 0);
        await fixture.Database.UntilAsync("the account waits for a person", "select count(*) = 1 from platform_accounts where state = 'needs_reconnect'");
    }

    [Fact]
    public async Task A_rate_limit_makes_it_wait_without_burning_an_attempt()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.comment", kind = "rate-limit", code = 32, times = 1 });
        var (publication, page) = await PostAsync(fixture, "facebook_text", "");
        await UntilAsync(fixture, publication, "retrying");
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select retry_count from first_comments where id = @publication", new { publication }));

        await fixture.Database.ExecuteAsync("select snsops.turn_clock('10 minutes')");
        await UntilAsync(fixture, publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page), e => e.Kind == "comment");
    }

    [Fact]
    public async Task A_worker_that_died_while_sending_it_leaves_one_comment()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var process = await fixture.StartProcessAsync();
        var (publication, page) = await PostAsync(fixture, "facebook_text", "", firstComment: null);
        await fixture.UntilAsync(publication, "published");
        await process.StopAsync();
        var post = await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication });
        await fixture.Database.ExecuteAsync("""
            insert into first_comments (id, client_id, account_id, platform, text, state, epoch, owner, next_attempt_at, created_at)
            select id, client_id, account_id, platform, @Words, 'armed', 1, '00000000-0000-0000-0000-00000000dead', snsops.now(), snsops.now() from publications where id = @publication;
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, number, fingerprint, request_digest, armed_at, send_deadline)
            select gen_random_uuid(), client_id, account_id, 'publication', id, 'first_comment', 1, '00000000-0000-0000-0000-00000000dead', 1, @Words, 'd', snsops.now(), snsops.now()
              from publications where id = @publication
            """, new { publication, Words });
        using (var form = new FormUrlEncodedContent([new("message", Words), new("access_token", "EAAG-" + page)]))
            (await fixture.Sandbox.Http.PostAsync($"/v25.0/{post}/comments", form)).EnsureSuccessStatusCode();

        await fixture.StartProcessAsync();
        await UntilAsync(fixture, publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page), e => e.Kind == "comment");
        Assert.Equal("published", await fixture.Database.ScalarAsync<string>("select state::text from publications where id = @publication", new { publication }));
    }

    [Theory]
    [InlineData(null, "response")]
    [InlineData("commit-then-timeout", "listing")]
    public async Task Below_a_video_it_begins_a_thread_once_the_video_is_shown(string? fault, string resolvedBy)
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        var (stage, publication) = await VideoAsync(fixture);
        if (fault is not null)
            await fixture.Sandbox.FaultAsync(new { endpoint = "yt.thread_insert", kind = fault, times = 1 });

        await UntilAsync(fixture, publication, "published");

        var shown = await stage.ShownAsync();
        Assert.Equal(["post", "comment"], shown.Select(e => e.Kind));
        Assert.Equal((Words, shown[1].Id), (shown[1].Text, await fixture.Database.ScalarAsync<string>("select platform_comment_id from first_comments where id = @publication", new { publication })));
        Assert.Equal(resolvedBy, await fixture.Database.ScalarAsync<string>("select resolved_by from publishing_logs where subject_id = @publication and step = 'first_comment'", new { publication }));
    }

    [Fact]
    public async Task Below_a_video_without_comments_it_is_refused_in_clear_words()
    {
        await using var fixture = await PublishingFixture.StartAsync([.. YouTubeStage.Quick, "--FirstComments:DeadlineSeconds=5"]);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.thread_insert", kind = "rate-limit", times = 1 });
        var (stage, publication) = await VideoAsync(fixture);
        await UntilAsync(fixture, publication, "retrying");
        var video = await stage.OfAsync<string>(publication, "platform_post_id");
        using (var off = await fixture.Sandbox.Http.PostAsJsonAsync("/_sandbox/posts/comments", new { post_id = video, enabled = false }))
            Assert.True(off.IsSuccessStatusCode);

        await fixture.TurnClockAsync(TimeSpan.FromMinutes(5));
        await UntilAsync(fixture, publication, "failed");

        Assert.Equal("commentsDisabled", await fixture.Database.ScalarAsync<string>("select error_code from first_comments where id = @publication", new { publication }));
        Assert.Contains("댓글이 사용 중지", await fixture.Database.ScalarAsync<string>("select error from first_comments where id = @publication", new { publication }), StringComparison.Ordinal);
        Assert.Equal("published", await stage.OfAsync<string>(publication, "state::text"));
    }

    [Fact]
    public async Task A_post_that_failed_gets_none()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "token-expired", times = 1 });
        var (publication, page) = await PostAsync(fixture, "facebook_text", "");

        await fixture.UntilAsync(publication, "failed");

        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from first_comments"));
        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    private static async Task<(YouTubeStage Stage, Guid Publication)> VideoAsync(PublishingFixture fixture)
    {
        var stage = await YouTubeStage.SetAsync(fixture);
        return (stage, await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 2, new { title = "가을 신메뉴" }, firstComment: Words));
    }

    private static async Task<(Guid Publication, string PlatformId)> PostAsync(PublishingFixture fixture, string format, string files, string? firstComment = Words)
    {
        var (client, account, platformId) = await fixture.AccountAsync(format.Split('_')[0]);
        var media = new List<StoredMedia>();
        foreach (var kind in files)
            media.Add(kind == 'v' ? await fixture.Media.VideoAsync() : await fixture.Media.StoredPictureAsync($"{media.Count}"));
        return (await fixture.Agency.PublicationAsync(client, account, format, "가을 신메뉴 안내", 2, firstComment: firstComment, media: [.. media]), platformId);
    }

    private static Task UntilAsync(PublishingFixture fixture, Guid publication, string state) =>
        fixture.Database.UntilAsync($"the first comment is {state}", "select count(*) = 1 from first_comments where id = @publication and state = @state::reply_state", new { publication, state });
}
