namespace SnsOps.Integration.Publishing;

/// <summary>A reply whose answer was lost is looked for in its thread, and never sent again.</summary>
public sealed class UnknownReplyTests
{
    private const string Words = "말씀 감사합니다. 다음에는 더 따뜻하게 준비하겠습니다 ☕";

    public static TheoryData<string, string> CommitThenFail => new()
    {
        { "facebook", "commit-then-timeout" }, { "facebook", "commit-then-5xx" }, { "facebook", "commit-then-reset" }, { "facebook", "commit-then-truncated" },
        { "youtube", "commit-then-timeout" }, { "youtube", "commit-then-5xx" },
        { "instagram", "commit-then-timeout" }, { "instagram", "commit-then-5xx" }, { "instagram", "commit-then-reset" }, { "instagram", "commit-then-4-2207051" },
    };

    [Theory]
    [MemberData(nameof(CommitThenFail))]
    public async Task A_reply_whose_answer_was_lost_is_found_and_there_is_one(string platform, string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=2", "--Google:TimeoutSeconds=2");
        var discussion = await Discussion.BeginAsync(fixture, platform);
        await discussion.FaultAsync(fault);

        var reply = await discussion.AnswerAsync(Words);
        await discussion.UntilAsync(reply, "published");

        var effect = Assert.Single(await discussion.EffectsAsync());
        Assert.Equal(effect.Id, (await discussion.RowAsync(reply)).PlatformReplyId);
        Assert.Equal("published by listing", await discussion.StoryAsync(reply));
    }

    [Theory]
    [InlineData("facebook", "server-error")]
    [InlineData("youtube", "server-error")]
    [InlineData("instagram", "html-error-page")]
    [InlineData("instagram", "reset")]
    public async Task A_reply_that_is_not_in_its_thread_is_asked_about_and_not_sent_again(string platform, string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1", "--Replies:DeadlineSeconds=2");
        var discussion = await Discussion.BeginAsync(fixture, platform);
        await discussion.FaultAsync(fault);

        var reply = await discussion.AnswerAsync(Words);
        await discussion.UntilAskedAsync(reply);

        Assert.Empty(await discussion.EffectsAsync());
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>(
            "select count(*) from notifications where kind = 'reply.unknown' and user_id in (@Writer, @Manager) and message like '%찾지 못했습니다%'", new { discussion.Writer, discussion.Manager }));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*) from live_events where type = 'publish_result' and payload ->> 'status' = 'unknown'"));
    }

    [Theory]
    [InlineData("facebook")]
    [InlineData("instagram")]
    [InlineData("youtube")]
    public async Task A_reply_whose_process_died_while_armed_is_looked_for_and_found(string platform)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, platform);
        var reply = await discussion.LeaveArmedAsync(Words);
        var there = await discussion.WriteByHandAsync(Words);

        await fixture.StartProcessAsync();
        await discussion.UntilAsync(reply, "published");

        Assert.Equal(there, (await discussion.RowAsync(reply)).PlatformReplyId);
        Assert.Single(await discussion.EffectsAsync());
    }

    [Fact]
    public async Task What_was_answered_later_than_a_person_was_asked_still_counts()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var reply = await discussion.LeaveArmedAsync(Words);
        await fixture.StartProcessAsync();
        await discussion.UntilAskedAsync(reply);

        var there = await discussion.WriteByHandAsync(Words);
        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '16 minutes')");
        await discussion.UntilAsync(reply, "published");

        Assert.Equal(there, (await discussion.RowAsync(reply)).PlatformReplyId);
    }

    [Fact]
    public async Task Of_two_equal_answers_in_one_thread_none_is_taken_by_guess()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "instagram");
        var first = await discussion.LeaveArmedAsync("감사합니다!");
        var second = await discussion.LeaveArmedAsync("감사합니다!", await discussion.FollowUpAsync("저도 좋았어요"));
        await discussion.WriteByHandAsync("감사합니다!");

        await fixture.StartProcessAsync();
        await discussion.UntilAskedAsync(first);
        await discussion.UntilAskedAsync(second);

        Assert.Single(await discussion.EffectsAsync());
    }

    [Fact]
    public async Task An_id_that_is_another_replys_is_left_out()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var taken = await discussion.WriteByHandAsync("감사합니다!");
        var known = await discussion.AnswerAsync("감사합니다!", await discussion.FollowUpAsync("또 올게요"));
        await fixture.Database.ExecuteAsync("update comment_replies set state = 'published', published_at = now(), platform_reply_id = @taken where id = @known", new { taken, known });
        var lost = await discussion.LeaveArmedAsync("감사합니다!");

        await fixture.StartProcessAsync();
        await discussion.UntilAskedAsync(lost);

        var there = await discussion.WriteByHandAsync("감사합니다!");
        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '16 minutes')");
        await discussion.UntilAsync(lost, "published");
        Assert.Equal(there, (await discussion.RowAsync(lost)).PlatformReplyId);
    }

    [Fact]
    public async Task A_thread_that_cannot_be_read_at_all_ends_in_a_question()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "instagram");
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.replies", kind = "server-error", times = 0 });
        var reply = await discussion.LeaveArmedAsync(Words);

        await fixture.StartProcessAsync("--Resolve:UnclearLooks=3");
        await discussion.UntilAskedAsync(reply);

        Assert.Contains("거듭 읽지 못해", (await discussion.RowAsync(reply)).Error, StringComparison.Ordinal);
    }
}
