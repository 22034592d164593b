using Dapper;

namespace SnsOps.Integration.Publishing;

/// <summary>What is done to comments is done once, in order, or somebody is told why not.</summary>
public sealed class ModerationTests
{
    public static TheoryData<string, string, string> Acts => new()
    {
        { "instagram", "hide", "hide" }, { "instagram", "unhide", "unhide" }, { "instagram", "delete", "delete" },
        { "facebook", "hide", "hide" }, { "facebook", "unhide", "unhide" }, { "facebook", "delete", "delete" },
        { "youtube", "hide", "hold" }, { "youtube", "unhide", "publish" }, { "youtube", "delete", "reject" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task It_reaches_the_platform_once_and_staff_see_it(string platform, string action, string effect)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, platform);
        if (action == "unhide")
            await discussion.ModerateByHandAsync(platform == "youtube" ? "hold" : "hide");

        var row = await discussion.ActAsync(action);
        await discussion.UntilActedAsync(row, "published");

        Assert.Equal(effect, Assert.Single(await discussion.EffectsAsync()).Kind);
        Assert.Equal("published by response", await discussion.StoryAsync(row));
        Assert.True(await fixture.Database.ScalarAsync<bool>("""
            select payload = jsonb_build_object('type', 'publish_result', 'content_id', null, 'comment_id', @Comment, 'action_id', @row, 'action', @action, 'platform', @platform, 'status', 'published')
                   and client_id = @Client
              from live_events where type = 'publish_result'
            """, new { discussion.Comment, discussion.Client, row, action, platform }));
        Assert.Equal(action switch { "hide" => platform == "youtube" ? "held" : "hidden", "delete" => "deleted", _ => "visible" }, await fixture.Database.ScalarAsync<string>(
            "select case when deleted_at is not null then 'deleted' else coalesce(hidden_as, 'visible') end from comments_inbox where id = @Comment and version_at > '-infinity'", new { discussion.Comment }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from attempts"));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Fact]
    public async Task An_outcome_that_waits_for_its_comment_holds_up_nobody_elses()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var (client, account, _) = await fixture.AccountAsync("facebook");
        await using var reader = await fixture.Database.DataSource.OpenConnectionAsync();
        await using var reading = await reader.BeginTransactionAsync();
        await reader.ExecuteAsync("select from comments_inbox where id = @Comment for no key update", new { discussion.Comment }, reading);
        var row = await discussion.ActAsync("hide");
        await fixture.Database.UntilAsync("its outcome waits for who reads the comment", "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "그 사이에 나가는 글", inSeconds: 1);
        await fixture.UntilAsync(publication, "published");

        await reading.RollbackAsync();
        await discussion.UntilActedAsync(row, "published");
    }

    [Fact]
    public async Task What_the_account_wrote_itself_is_deleted_on_YouTube_and_an_author_is_banned_only_if_asked_for()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "youtube");
        var reply = await discussion.AnswerAsync("다시 쓰겠습니다");
        await discussion.UntilAsync(reply, "published");
        var own = await discussion.CollectAsync((await discussion.RowAsync(reply)).PlatformReplyId!);
        var deletion = await discussion.ActAsync("delete", comment: own);
        await discussion.UntilActedAsync(deletion, "published");

        var rejection = await discussion.ActAsync("delete", ban: true);
        await discussion.UntilActedAsync(rejection, "published");

        Assert.Equal(["comment", "delete", "reject"], (await discussion.EffectsAsync()).Select(e => e.Kind));
        var author = (await fixture.Sandbox.CommentAsync(discussion.PlatformId, discussion.PlatformCommentId)).GetProperty("author_id").GetString();
        await fixture.Sandbox.DoAsync(new { write = new[] { new { post_id = discussion.PostId, text = "또 왔어요", author_id = author } } });
        Assert.Equal("rejected", (await fixture.Sandbox.LastCommentAsync(discussion.PlatformId)).GetProperty("moderation").GetString());
    }

    [Fact]
    public async Task The_answers_to_what_is_deleted_are_gone_with_it()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var (below, other) = (await discussion.FollowUpAsync("저도요"), await Discussion.BeginAsync(fixture, "facebook"));

        await discussion.UntilActedAsync(await discussion.ActAsync("delete"), "published");

        Assert.Equal($"{discussion.Comment} {below}", await fixture.Database.ScalarAsync<string>(
            "select string_agg(id::text, ' ' order by id = @Comment desc) from comments_inbox where deleted_at is not null and announced_at is not null", new { discussion.Comment }));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select deleted_at is null from comments_inbox where id = @Comment", new { other.Comment }));
    }

    [Fact]
    public async Task A_refusal_is_told_to_who_asked_for_it_and_the_managers()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.hide", kind = "token-expired", times = 1 });

        var row = await discussion.ActAsync("hide");
        await discussion.UntilActedAsync(row, "failed");

        Assert.Empty(await discussion.EffectsAsync());
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>(
            "select count(*) from notifications where kind = 'comment_action.failed' and user_id in (@Writer, @Manager) and title like '댓글을 숨기지 못했습니다%'", new { discussion.Writer, discussion.Manager }));
        await fixture.Database.UntilAsync("the account waits for a person", "select count(*) = 1 from platform_accounts where state = 'needs_reconnect'");
    }

    [Theory]
    [InlineData("facebook", "fb.hide", "rate-limit", 32, 10)]
    [InlineData("youtube", "yt.comment_moderate", "quota-exhausted", null, 60 * 26)]
    public async Task A_limit_makes_it_wait_without_burning_a_try(string platform, string endpoint, string kind, int? code, int minutes)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Moderation:GraceMinutes=5000");
        var discussion = await Discussion.BeginAsync(fixture, platform);
        await fixture.Sandbox.FaultAsync(new { endpoint, kind, code, times = 1 });
        var row = await discussion.ActAsync("hide");
        await discussion.UntilActedAsync(row, "retrying");
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select retry_count from comment_actions where id = @row", new { row }));

        await fixture.TurnClockAsync(TimeSpan.FromMinutes(minutes));
        await discussion.UntilActedAsync(row, "published");

        Assert.Single(await discussion.EffectsAsync());
    }

    [Fact]
    public async Task A_hold_over_the_client_keeps_it_back_until_it_is_lifted()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Moderation:HeldSeconds=0.3");
        var discussion = await Discussion.BeginAsync(fixture, "instagram");
        await fixture.Database.ExecuteAsync("insert into holds (id, client_id, reason, created_by, since) values (gen_random_uuid(), @Client, '위기 대응', @Writer, snsops.now())", new { discussion.Client, discussion.Writer });
        var row = await discussion.ActAsync("hide");
        await fixture.Database.UntilAsync("it is held", "select error_code = 'held' and error like '%위기 대응%' from comment_actions where id = @row", new { row });
        Assert.Empty(await discussion.EffectsAsync());

        await fixture.Database.ExecuteAsync("update holds set lifted_at = snsops.now(), lifted_by = created_by");
        await discussion.UntilActedAsync(row, "published");

        Assert.Single(await discussion.EffectsAsync());
    }

    [Fact]
    public async Task It_waits_for_an_answer_to_the_same_comment_that_is_on_its_way()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var reply = await discussion.AnswerAsync("잠시만요", minutesAgo: -60);
        await fixture.Database.ExecuteAsync("""
            insert into workers (id, process, host, pid, version, lease_until) values (@reply, 'publishing', 'slow', 1, '0', 'infinity');
            update comment_replies set state = 'claimed', owner = @reply, due_since = 'infinity' where id = @reply
            """, new { reply });
        var (first, other) = (await discussion.ActAsync("delete"), await Discussion.BeginAsync(fixture, "facebook"));
        await other.UntilActedAsync(await other.ActAsync("delete"), "published");
        Assert.Equal("due", await fixture.Database.ScalarAsync<string>("select state::text from comment_actions where id = @first", new { first }));

        await fixture.Database.ExecuteAsync("update comment_replies set state = 'cancelled', owner = null where id = @reply", new { reply });
        await discussion.UntilActedAsync(first, "published");
    }

    [Fact]
    public async Task A_comment_that_was_edited_since_it_was_seen_is_left_alone_and_other_comments_do_not_matter()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (edited, still) = (await Discussion.BeginAsync(fixture, "facebook"), await Discussion.BeginAsync(fixture, "facebook"));
        var (first, second) = (await edited.ActAsync("delete", seen: await edited.VersionAsync()), await still.ActAsync("delete", seen: await still.VersionAsync()));
        await still.FollowUpAsync("다른 사람의 댓글");
        await fixture.Database.ExecuteAsync("update comments_inbox set message = '고쳤어요', edited_at = clock_timestamp() + interval '1 second' where id = @Comment", new { edited.Comment });

        await fixture.StartProcessAsync();
        await edited.UntilActedAsync(first, "failed");
        await still.UntilActedAsync(second, "published");

        Assert.Empty(await edited.EffectsAsync());
        Assert.Equal("comment.thread_moved", await fixture.Database.ScalarAsync<string>("select error_code from comment_actions where id = @first", new { first }));
    }
}
