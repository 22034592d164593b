using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Unit.Publishing;

public sealed class ReplyOutcomesTests
{
    private static readonly ReplyWords Words = ReplyWords.Of("instagram", onPost: false);

    [Theory]
    [InlineData(4, 2207051, typeof(Outcome.Unknown))]
    [InlineData(506, 0, typeof(Outcome.Unknown))]
    [InlineData(20, 1772107, typeof(Outcome.Unknown))]
    [InlineData(4, 0, typeof(Outcome.TryLater))]
    [InlineData(17, 0, typeof(Outcome.TryLater))]
    [InlineData(80002, 0, typeof(Outcome.TryLater))]
    [InlineData(100, 33, typeof(Outcome.TryLater))]
    [InlineData(100, 0, typeof(Outcome.Rejected))]
    [InlineData(190, 463, typeof(Outcome.Rejected))]
    [InlineData(10, 0, typeof(Outcome.Rejected))]
    [InlineData(200, 0, typeof(Outcome.Rejected))]
    [InlineData(368, 0, typeof(Outcome.Rejected))]
    public void A_refusal_is_read_from_its_code(int code, int subcode, Type expected) => Assert.IsType(expected, OfRefusal(code, subcode));

    [Fact]
    public void What_was_held_back_or_found_no_connection_was_not_sent()
    {
        foreach (var by in Enum.GetValues<HeldBackBy>())
            Assert.False(ReplyOutcomes.OfSend(new MetaAnswer.NotSent("") { HeldBack = new HeldBack(by, "meta:app:1", TimeSpan.FromSeconds(1)) }, Words).WasSent);
        Assert.False(ReplyOutcomes.OfSend(new MetaAnswer.NotSent("no connection in time"), Words).WasSent);
        Assert.False(AttemptVerdict.Abandoned(EffectSubject.Reply, Guid.NewGuid()).Outcome.WasSent);
        Assert.True(ReplyOutcomes.OfSend(new MetaAnswer.Unclear("reset"), Words).WasSent);
        Assert.True(OfRefusal(17).WasSent);
    }

    [Fact]
    public void Only_a_dead_token_sets_the_account_aside_and_a_missing_permission_is_named()
    {
        Assert.True(Assert.IsType<Outcome.Rejected>(OfRefusal(190)).NeedsReconnect);
        var forbidden = Assert.IsType<Outcome.Rejected>(OfRefusal(10));
        Assert.False(forbidden.NeedsReconnect);
        Assert.Contains("instagram_manage_comments", forbidden.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_limit_waits_as_long_as_the_platform_says_and_burns_nothing()
    {
        var limited = Assert.IsType<Outcome.TryLater>(ReplyOutcomes.OfSend(new MetaAnswer.Refused(400, Error(80002, 0)) { RegainAccess = TimeSpan.FromMinutes(17) }, Words));
        Assert.Equal((TimeSpan.FromMinutes(17), false), (limited.Wait, limited.Burns));
        Assert.True(Assert.IsType<Outcome.TryLater>(OfRefusal(100, 33)).Burns);
    }

    [Fact]
    public void What_left_no_byte_is_tried_again_and_what_got_no_answer_is_unknown()
    {
        Assert.False(Assert.IsType<Outcome.TryLater>(ReplyOutcomes.OfSend(new MetaAnswer.NotSent("dns"), Words)).Burns);
        Assert.IsType<Outcome.Unknown>(ReplyOutcomes.OfSend(new MetaAnswer.Unclear("reset"), Words));
    }

    [Fact]
    public void People_read_of_a_reply_not_of_a_post() =>
        Assert.All((int[])[190, 10, 368, 100, 506], code => Assert.DoesNotContain("게시", Reason(OfRefusal(code)), StringComparison.Ordinal));

    private static Outcome OfRefusal(int code, int subcode = 0) => ReplyOutcomes.OfSend(new MetaAnswer.Refused(400, Error(code, subcode)), Words);

    private static MetaError Error(int code, int subcode) => new(code, subcode, "…", null, false);

    private static string Reason(Outcome outcome) => outcome switch
    {
        Outcome.Rejected r => r.Reason,
        Outcome.Unknown u => u.Reason,
        Outcome.TryLater t => t.Reason,
        _ => "",
    };
}
