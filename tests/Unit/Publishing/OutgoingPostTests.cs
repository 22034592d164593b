using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Unit.Publishing;

/// <summary>When a post is sent, and when YouTube is left to show it.</summary>
public sealed class OutgoingPostTests
{
    private static readonly DateTimeOffset Second = new(2026, 12, 1, 18, 0, 0, TimeSpan.FromHours(9));

    [Theory]
    [InlineData(0, -120, true)]
    [InlineData(-90, -90, true)]
    [InlineData(30, 30, false)]
    public void A_video_is_handed_over_until_its_second_and_never_shown_before_it(int nextAttempt, int sent, bool handedOver)
    {
        var post = Post(Second.AddSeconds(nextAttempt), """{"publish_at_platform":true}""");

        Assert.Equal((Second.AddSeconds(sent), handedOver), (post.SendAt, post.IsHandedOver));
    }

    [Fact]
    public void A_video_that_we_show_ourselves_waits_for_its_second() =>
        Assert.Equal((Second, false), (Post(Second, """{"privacy":"public"}""").SendAt, Post(Second, null).IsHandedOver));

    private static OutgoingPost Post(DateTimeOffset nextAttemptAt, string? variant) => new(
        Guid.NewGuid(), 1, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), "youtube", "youtube_video", 1, [], Second, nextAttemptAt, Second, 0, "dQw4w9WgXcQ", Second.AddMinutes(-20), "새 영상입니다", null, "새 영상", variant);
}
