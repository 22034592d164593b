using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Unit.Publishing;

public sealed class ActionOutcomesTests
{
    private static readonly TimeSpan UntilReset = TimeSpan.FromHours(7);

    [Theory]
    [InlineData(4, 2207051, typeof(Outcome.Unknown))]
    [InlineData(100, 33, typeof(Outcome.Unknown))]
    [InlineData(803, 0, typeof(Outcome.Unknown))]
    [InlineData(4, 0, typeof(Outcome.TryLater))]
    [InlineData(32, 0, typeof(Outcome.TryLater))]
    [InlineData(100, 0, typeof(Outcome.Rejected))]
    [InlineData(190, 463, typeof(Outcome.Rejected))]
    [InlineData(200, 0, typeof(Outcome.Rejected))]
    [InlineData(368, 0, typeof(Outcome.Rejected))]
    public void A_refusal_of_Meta_is_read_from_its_code(int code, int subcode, Type expected) =>
        Assert.IsType(expected, ActionOutcomes.OfSend(new MetaAnswer.Refused(400, new MetaError(code, subcode, "said", null, false)), "instagram_manage_comments"));

    [Theory]
    [InlineData(403, "quotaExceeded", typeof(Outcome.TryLater), typeof(Outcome.TryLater))]
    [InlineData(403, "rateLimitExceeded", typeof(Outcome.TryLater), typeof(Outcome.TryLater))]
    [InlineData(403, "commentsDisabled", typeof(Outcome.Rejected), typeof(Outcome.Rejected))]
    [InlineData(403, "forbidden", typeof(Outcome.Rejected), typeof(Outcome.Rejected))]
    [InlineData(400, "commentTextTooLong", typeof(Outcome.Rejected), typeof(Outcome.Rejected))]
    [InlineData(400, "processingFailure", typeof(Outcome.Unknown), typeof(Outcome.Unknown))]
    [InlineData(409, "conflict", typeof(Outcome.Unknown), typeof(Outcome.Unknown))]
    [InlineData(404, "commentNotFound", typeof(Outcome.Rejected), typeof(Outcome.Unknown))]
    [InlineData(400, "invalid_grant", typeof(Outcome.Rejected), typeof(Outcome.Rejected))]
    public void A_refusal_of_YouTube_is_read_from_its_reason(int status, string reason, Type writing, Type moderating)
    {
        var refused = new GoogleAnswer.Refused(new GoogleError(status, reason, "said"));
        Assert.IsType(writing, YouTubeCommentOutcomes.OfSend(refused, "답글", isRepeatable: false, UntilReset));
        Assert.IsType(moderating, YouTubeCommentOutcomes.OfSend(refused, "댓글 관리", isRepeatable: true, UntilReset));
    }

    [Theory]
    [InlineData(null, 60.0)]
    [InlineData(7.0, 60.0)]
    [InlineData(600.0, 600.0)]
    public void A_rate_limit_waits_as_long_as_YouTube_asks_and_at_least_a_minute(double? asked, double expected)
    {
        var refused = new GoogleAnswer.Refused(new GoogleError(429, "rateLimitExceeded", "said")) { RetryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        var limited = Assert.IsType<Outcome.TryLater>(YouTubeCommentOutcomes.OfSend(refused, "답글", isRepeatable: false, UntilReset));
        Assert.Equal((TimeSpan.FromSeconds(expected), false), (limited.Wait, limited.Burns));
        Assert.Equal(limited.Wait, Assert.IsType<Outcome.TryLater>(YouTubeOutcomes.OfSend(refused, UntilReset)).Wait);
    }

    [Fact]
    public void A_quota_waits_until_it_begins_anew_and_burns_nothing_and_a_dead_grant_sets_the_account_aside()
    {
        var quota = Assert.IsType<Outcome.TryLater>(YouTubeCommentOutcomes.OfSend(new GoogleAnswer.Refused(new GoogleError(403, "quotaExceeded", "")), "답글", false, UntilReset));
        Assert.Equal((UntilReset, false), (quota.Wait, quota.Burns));
        Assert.True(Assert.IsType<Outcome.Rejected>(YouTubeCommentOutcomes.OfSend(new GoogleAnswer.Refused(new GoogleError(400, "invalid_grant", "")), "답글", false, UntilReset)).NeedsReconnect);
        Assert.IsType<Outcome.Unknown>(YouTubeCommentOutcomes.OfSend(new GoogleAnswer.Unclear("503"), "답글", false, UntilReset));
    }
}
