using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;

namespace SnsOps.Integration.Publishing;

/// <summary>An answer to a comment is sent once, or somebody is told why not.</summary>
public sealed class ReplyTests
{
    private const string Words = "네, 매장 뒤편에 무료 주차장이 있습니다 🚗";

    [Theory]
    [InlineData("instagram")]
    [InlineData("facebook")]
    [InlineData("youtube")]
    public async Task A_reply_reaches_the_platform_once_and_staff_see_it(string platform)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, platform);

        var reply = await discussion.AnswerAsync(Words);
        await discussion.UntilAsync(reply, "published");

        var effect = Assert.Single(await discussion.EffectsAsync());
        Assert.Equal((Words, "comment"), (effect.Text, effect.Kind));
        Assert.Equal(effect.Id, (await discussion.RowAsync(reply)).PlatformReplyId);
        Assert.Equal("published by response", await discussion.StoryAsync(reply));
        Assert.True(await fixture.Database.ScalarAsync<bool>("""
            select payload = jsonb_build_object('type', 'publish_result', 'content_id', null, 'comment_id', @Comment, 'reply_id', @reply, 'platform', @platform, 'status', 'published')
                   and client_id = @Client
              from live_events where type = 'publish_result'
            """, new { discussion.Comment, discussion.Client, reply, platform }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from attempts"));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Theory]
    [InlineData("comment.thread_moved")]
    [InlineData("comment.hidden")]
    [InlineData("comment.deleted")]
    [InlineData("comment.action_under_way")]
    public async Task An_answer_to_what_is_not_as_its_writer_saw_it_goes_back_to_them(string code)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (discussion, still) = (await Discussion.BeginAsync(fixture, "facebook"), await Discussion.BeginAsync(fixture, "facebook"));
        var (reply, other) = (await discussion.AnswerAsync(Words, seen: await discussion.VersionAsync()), await still.AnswerAsync(Words, seen: await still.VersionAsync()));
        if (code == "comment.thread_moved")
        {
            await discussion.FollowUpAsync("그 주차장은 없어졌어요");
        }
        else
        {
            var action = await discussion.ActAsync(code == "comment.deleted" ? "delete" : "hide");
            await fixture.Database.ExecuteAsync(code == "comment.action_under_way"
                ? "update comment_actions set next_attempt_at = snsops.now() + interval '1 hour' where id = @action"
                : $"delete from comment_actions where id = @action; update comments_inbox set {(code == "comment.deleted" ? "deleted_at = snsops.now()" : "hidden_at = snsops.now(), hidden_as = 'hidden'")} where id = @Comment", new { action, discussion.Comment });
        }

        await fixture.StartProcessAsync();
        await discussion.UntilAsync(reply, "failed");
        await still.UntilAsync(other, "published");

        Assert.Equal(code, (await discussion.RowAsync(reply)).ErrorCode);
        Assert.Equal("rejected by gate", await discussion.StoryAsync(reply));
        Assert.Empty(await discussion.EffectsAsync());
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'reply.failed' and user_id in (@Writer, @Manager)", new { discussion.Writer, discussion.Manager }));
    }

    [Fact]
    public async Task An_answer_to_a_reply_hangs_on_the_comment_both_are_below()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=2");
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var followUp = await discussion.FollowUpAsync("저도 궁금해요");
        await discussion.FaultAsync("commit-then-5xx");

        var reply = await discussion.AnswerAsync("10대까지 댈 수 있습니다", followUp);
        await discussion.UntilAsync(reply, "published");

        Assert.Single(await discussion.EffectsAsync());
        Assert.Equal("published by listing", await discussion.StoryAsync(reply));
    }

    [Fact]
    public async Task A_nudge_delivered_twice_to_two_replicas_sends_once()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var replicas = new[] { await fixture.StartProcessAsync("--Lanes:OverdueSeconds=300"), await fixture.StartProcessAsync("--Lanes:OverdueSeconds=300") };
        var handlers = replicas.Select(r => r.Services.GetServices<INudgeHandler>().Single(h => h.Kind == Kinds.ReplyDue)).ToList();
        await fixture.Database.UntilAsync("both are registered", "select count(*) = 2 from workers");

        var reply = await discussion.AnswerAsync(Words);
        var nudge = new Dictionary<Guid, NudgeOrigin> { [reply] = default };
        await Task.WhenAll(handlers.Concat(handlers).Select(h => h.NudgedAsync(nudge, default)));
        await discussion.UntilAsync(reply, "published");
        await Task.WhenAll(handlers.Select(h => h.NudgedAsync(nudge, default)));

        Assert.Single(await discussion.EffectsAsync());
        Assert.Equal("published by response", await discussion.StoryAsync(reply));
    }

    [Fact]
    public async Task A_dead_token_fails_the_reply_and_sets_the_account_aside()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "instagram");
        await discussion.FaultAsync("token-expired");

        var reply = await discussion.AnswerAsync(Words);
        await discussion.UntilAsync(reply, "failed");
        await fixture.Database.UntilAsync("the account waits for a person", "select state = 'needs_reconnect' from platform_accounts where id = @Account", new { discussion.Account });

        Assert.Empty(await discussion.EffectsAsync());
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("""
            select count(*) from notifications
             where kind = 'reply.failed' and priority = 'high' and user_id in (@Writer, @Manager) and title like '%단골손님%'
               and reference = jsonb_build_object('comment_id', @Comment, 'reply_id', @reply, 'client_id', @Client)
            """, new { discussion.Writer, discussion.Manager, discussion.Comment, discussion.Client, reply }));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'account.reconnect' and user_id = @Manager", new { discussion.Manager }));

        var next = await discussion.AnswerAsync("다시 답합니다");
        await discussion.UntilAsync(next, "failed");
        Assert.Equal("account.not_active", (await discussion.RowAsync(next)).ErrorCode);
        Assert.Equal("rejected by gate", await discussion.StoryAsync(next));
    }

    [Theory]
    [InlineData("instagram", "instagram_manage_comments")]
    [InlineData("facebook", "pages_manage_engagement")]
    public async Task A_missing_permission_is_named_and_leaves_the_account_working(string platform, string permission)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, platform);
        using (var changed = await fixture.Sandbox.Http.PostAsJsonAsync("/_sandbox/tokens", new { state = "valid", account_id = discussion.PlatformId, scopes = new[] { "instagram_basic", "pages_read_engagement" } }))
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());

        var reply = await discussion.AnswerAsync(Words);
        await discussion.UntilAsync(reply, "failed");

        Assert.Contains($"답글 권한({permission})", (await discussion.RowAsync(reply)).Error, StringComparison.Ordinal);
        Assert.Equal("active", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts where id = @Account", new { discussion.Account }));
    }

    [Fact]
    public async Task A_rate_limit_waits_without_burning_a_try()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        await discussion.FaultAsync("rate-limit");

        var reply = await discussion.AnswerAsync(Words);
        await discussion.UntilAsync(reply, "retrying");
        var waiting = await discussion.RowAsync(reply);
        Assert.Equal(0, waiting.RetryCount);
        Assert.InRange(waiting.Wait, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '6 minutes')");
        await discussion.UntilAsync(reply, "published");
        Assert.Single(await discussion.EffectsAsync());
        Assert.Equal("try_later by response, published by response", await discussion.StoryAsync(reply));
    }

    [Fact]
    public async Task A_comment_that_is_not_found_is_tried_again_and_given_up_after_three_retries()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, "instagram");
        await discussion.FaultAsync("spurious-100-33", times: 4);

        var reply = await discussion.AnswerAsync(Words);
        foreach (var (tries, seconds) in ((int, int)[])[(1, 30), (2, 60), (3, 120)])
        {
            await fixture.Database.UntilAsync($"try {tries} failed", "select state = 'retrying' and retry_count = @tries from comment_replies where id = @reply", new { reply, tries });
            Assert.InRange((await discussion.RowAsync(reply)).Wait.TotalSeconds, seconds - 15, seconds);
            await fixture.Database.ExecuteAsync("select snsops.turn_clock(turned_by + make_interval(secs => @seconds)) from snsops.clock", new { seconds });
        }

        await discussion.UntilAsync(reply, "failed");
        Assert.Empty(await discussion.EffectsAsync());
        Assert.Contains("댓글을 찾지 못했습니다", (await discussion.RowAsync(reply)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_was_claimed_by_a_dead_process_is_freed_and_sent_once()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var reply = await discussion.AnswerAsync(Words);
        await fixture.Database.ExecuteAsync("update comment_replies set state = 'claimed', epoch = 1, owner = @owner where id = @reply", new { reply, owner = await discussion.DeadWorkerAsync() });

        await fixture.StartProcessAsync();
        await discussion.UntilAsync(reply, "published");

        Assert.Single(await discussion.EffectsAsync());
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select epoch from comment_replies where id = @reply", new { reply }));
    }

    [Fact]
    public async Task What_could_not_be_sent_within_its_grace_is_not_sent_any_more_and_said_so()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "instagram");
        var late = await discussion.AnswerAsync("어제 물으신 것에 답합니다", minutesAgo: 61);

        await fixture.StartProcessAsync();
        await discussion.UntilAsync(late, "failed");

        Assert.Equal("missed", (await discussion.RowAsync(late)).ErrorCode);
        Assert.Empty(await discussion.EffectsAsync());
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'reply.failed'"));
        Assert.Equal("failed", await fixture.Database.ScalarAsync<string>("select payload ->> 'status' from live_events where type = 'publish_result'"));

        var within = await discussion.AnswerAsync("조금 늦은 답입니다", minutesAgo: 55);
        await discussion.UntilAsync(within, "published");
    }
}
