namespace SnsOps.Integration.Publishing;

/// <summary>An action whose answer was lost is decided by the comment's own state; what is not done yet is done again, as twice is as good as once.</summary>
public sealed class UnknownActionTests
{
    private static readonly string[] Quick = ["--Meta:TimeoutSeconds=1", "--Google:TimeoutSeconds=1", "--Moderation:DeadlineSeconds=2"];

    [Theory]
    [InlineData("facebook", "hide", "fb.hide", "commit-then-timeout")]
    [InlineData("facebook", "delete", "fb.delete_comment", "commit-then-5xx")]
    [InlineData("facebook", "delete", "fb.delete_comment", "commit-then-reset")]
    [InlineData("instagram", "hide", "ig.hide", "commit-then-4-2207051")]
    [InlineData("instagram", "delete", "ig.delete", "commit-then-truncated")]
    [InlineData("youtube", "hide", "yt.comment_moderate", "commit-then-timeout")]
    [InlineData("youtube", "delete", "yt.comment_moderate", "commit-then-5xx")]
    public async Task What_was_done_and_not_answered_is_found_done(string platform, string action, string endpoint, string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync(Quick);
        var discussion = await Discussion.BeginAsync(fixture, platform);
        await fixture.Sandbox.FaultAsync(new { endpoint, kind = fault, times = 1 });

        var row = await discussion.ActAsync(action);
        await discussion.UntilActedAsync(row, "published");

        Assert.Single(await discussion.EffectsAsync());
        Assert.Equal("published by handle", await discussion.StoryAsync(row));
    }

    [Theory]
    [InlineData("facebook", "fb.hide", "server-error")]
    [InlineData("instagram", "ig.hide", "html-error-page")]
    [InlineData("youtube", "yt.comment_moderate", "reset")]
    public async Task What_was_not_done_is_done_again_and_nobody_is_asked(string platform, string endpoint, string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync(Quick);
        var discussion = await Discussion.BeginAsync(fixture, platform);
        await fixture.Sandbox.FaultAsync(new { endpoint, kind = fault, times = 1 });

        var row = await discussion.ActAsync("hide");
        await discussion.UntilActedAsync(row, "published");

        Assert.Single(await discussion.EffectsAsync());
        Assert.Equal("not_there by handle, published by response", await discussion.StoryAsync(row));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Theory]
    [InlineData("hide", "commit-then-timeout", "published by handle")]
    [InlineData("hide", "reset", "not_there by handle, published by response")]
    [InlineData("unhide", "commit-then-timeout", "published by handle")]
    [InlineData("unhide", "reset", "not_there by handle, published by response")]
    public async Task Where_YouTube_does_not_say_who_sees_a_comment_the_list_of_those_that_wait_decides(string action, string fault, string story)
    {
        await using var fixture = await PublishingFixture.StartAsync(Quick);
        var discussion = await Discussion.BeginAsync(fixture, "youtube");
        if (action == "unhide")
            await discussion.ModerateByHandAsync("hold");
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.comments", kind = "status-untold", times = 0 });
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.comment_moderate", kind = fault, times = 1 });

        var row = await discussion.ActAsync(action);
        await discussion.UntilActedAsync(row, "published");

        Assert.Single(await discussion.EffectsAsync());
        Assert.Equal(story, await discussion.StoryAsync(row));
    }

    [Theory]
    [InlineData("facebook", "delete", "published")]
    [InlineData("instagram", "hide", "failed")]
    [InlineData("youtube", "hide", "failed")]
    public async Task A_comment_that_is_gone_is_deleted_already_and_cannot_be_hidden(string platform, string action, string state)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var discussion = await Discussion.BeginAsync(fixture, platform);
        await discussion.ModerateByHandAsync("delete");

        var row = await discussion.ActAsync(action);
        await discussion.UntilActedAsync(row, state);

        Assert.Empty(await discussion.EffectsAsync());
        if (state == "failed")
            Assert.Equal("comment.deleted", await fixture.Database.ScalarAsync<string>("select error_code from comment_actions where id = @row", new { row }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_its_process_left_armed_when_it_died_is_decided_by_the_comment(bool done)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "instagram");
        var row = await discussion.LeaveActionArmedAsync("hide");
        if (done)
            await discussion.ModerateByHandAsync("hide");

        await fixture.StartProcessAsync();
        await discussion.UntilActedAsync(row, "published");

        Assert.Equal(done ? 0 : 1, (await discussion.EffectsAsync()).Count);
        Assert.True((await fixture.Sandbox.CommentAsync(discussion.PlatformId, discussion.PlatformCommentId)).GetProperty("hidden").GetBoolean());
    }

    [Fact]
    public async Task A_comment_that_cannot_be_read_at_all_ends_in_a_question()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.comment_read", kind = "server-error", times = 0 });
        var row = await discussion.LeaveActionArmedAsync("delete");

        await fixture.StartProcessAsync("--Resolve:UnclearLooks=3");
        await fixture.Database.UntilAsync("a person is asked", "select state = 'unknown' and asked_at is not null from comment_actions where id = @row", new { row });

        Assert.Equal(2, await fixture.Database.ScalarAsync<int>(
            "select count(*) from notifications where kind = 'comment_action.unknown' and title like '댓글이 삭제되었는지%' and message like '%거듭 읽지 못해%'"));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*) from live_events where type = 'publish_result' and payload ->> 'status' = 'unknown' and payload ->> 'action' = 'delete'"));
    }
}
