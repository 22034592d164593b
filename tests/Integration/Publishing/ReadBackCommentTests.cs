namespace SnsOps.Integration.Publishing;

/// <summary>Two minutes after an answer was sent, or something was done to a comment, the platform is asked whether it is so.</summary>
public sealed class ReadBackCommentTests
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("facebook")]
    [InlineData("instagram")]
    [InlineData("youtube")]
    public async Task What_is_as_it_was_made_is_seen_and_nobody_is_told(string platform)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (answered, hidden, deleted) = (await Discussion.BeginAsync(fixture, platform), await Discussion.BeginAsync(fixture, platform), await Discussion.BeginAsync(fixture, platform));
        var reply = await answered.AnswerAsync("고맙습니다!");
        var (hiding, deletion) = (await hidden.ActAsync("hide"), await deleted.ActAsync("delete"));
        await answered.UntilAsync(reply, "published");
        await hidden.UntilActedAsync(hiding, "published");
        await deleted.UntilActedAsync(deletion, "published");

        await fixture.TurnClockAsync(Later);

        await UntilSeenAsync(fixture, "comment_replies", "visible", reply, true);
        await UntilSeenAsync(fixture, "comment_actions", "in_effect", hiding, true);
        await UntilSeenAsync(fixture, "comment_actions", "in_effect", deletion, true);
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
        Assert.Equal(3, await fixture.Database.ScalarAsync<int>("select count(*) from read_backs where verdict = 'seen'"));
    }

    [Fact]
    public async Task What_is_not_is_kept_as_evidence_and_told_once()
    {
        await using var fixture = await PublishingFixture.StartAsync("--ReadBack:RepeatSeconds=0.2");
        var (answered, hidden) = (await Discussion.BeginAsync(fixture, "facebook"), await Discussion.BeginAsync(fixture, "instagram"));
        var (reply, hiding) = (await answered.AnswerAsync("고맙습니다!"), await hidden.ActAsync("hide"));
        await answered.UntilAsync(reply, "published");
        await hidden.UntilActedAsync(hiding, "published");
        await fixture.Sandbox.DoAsync(new { delete = new[] { (await answered.RowAsync(reply)).PlatformReplyId } });
        await hidden.ModerateByHandAsync("unhide");

        await fixture.TurnClockAsync(Later);

        await UntilSeenAsync(fixture, "comment_replies", "visible", reply, false);
        await UntilSeenAsync(fixture, "comment_actions", "in_effect", hiding, false);
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from read_backs where verdict = 'gone' and looks > 1 and detail is not null"));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'reply.gone' and title like '답글이 보이지 않습니다%'"));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'comment_action.undone' and title like '숨긴 댓글이 다시 보입니다%'"));
        Assert.Equal(4, await fixture.Database.ScalarAsync<int>("select count(*) from live_events where type = 'notification'"));
        Assert.Equal("published published", await fixture.Database.ScalarAsync<string>(
            "select (select state from comment_replies where id = @reply) || ' ' || (select state from comment_actions where id = @hiding)", new { reply, hiding }));
    }

    private static Task UntilSeenAsync(PublishingFixture fixture, string table, string column, Guid id, bool seen) =>
        fixture.Database.UntilAsync($"the look at {table} is finished", $"select read_backs = 1 and {column} = @seen from {table} where id = @id", new { id, seen });
}
