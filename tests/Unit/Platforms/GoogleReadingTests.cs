using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Unit.Platforms;

public sealed class GoogleReadingTests
{
    private static readonly TimeSpan UntilReset = TimeSpan.FromHours(3);

    [Theory]
    [InlineData("bytes=0-524287", 524_288L)]
    [InlineData("0-0", 1L)]
    [InlineData("bytes=0-", null)]
    [InlineData("bytes=262144-524287", null)]
    [InlineData("아직", null)]
    public void A_range_says_how_much_is_there_and_what_cannot_be_read_says_nothing(string range, long? received) => Assert.Equal(received, ReceivedRange.Parse(range));

    [Fact]
    public void An_error_is_its_reason_and_its_words_are_plain()
    {
        var error = Read(403, """
            {"error":{"code":403,"message":"You have exceeded your <a href=\"/youtube/v3/getting-started#quota\">quota</a> &amp; more.","errors":[{"domain":"youtube.quota","reason":"quotaExceeded"}]}}
            """);

        Assert.Equal(("quotaExceeded", "You have exceeded your quota & more.", true), (error.Reason, error.Message, error.IsQuota));
        Assert.True(Read(400, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""").IsDeadGrant);
        Assert.True(Read(401, """{"error":"invalid_client"}""") is { IsClient: true, IsBadAccess: false });
        Assert.Null(GoogleError.Read(200, JsonDocument.Parse("""{"items":[]}""").RootElement));
    }

    [Theory]
    [InlineData(403, "quotaExceeded", typeof(Outcome.TryLater))]
    [InlineData(403, "rateLimitExceeded", typeof(Outcome.TryLater))]
    [InlineData(400, "uploadLimitExceeded", typeof(Outcome.TryLater))]
    [InlineData(401, "invalid_client", typeof(Outcome.TryLater))]
    [InlineData(409, "conflict", typeof(Outcome.TryLater))]
    [InlineData(400, "invalid_grant", typeof(Outcome.Rejected))]
    [InlineData(400, "invalidTitle", typeof(Outcome.Rejected))]
    [InlineData(403, "forbidden", typeof(Outcome.Rejected))]
    [InlineData(404, "videoNotFound", typeof(Outcome.Rejected))]
    public void A_refusal_is_read_from_its_reason(int status, string reason, Type expected) =>
        Assert.IsType(expected, YouTubeOutcomes.OfSend(new GoogleAnswer.Refused(new GoogleError(status, reason, "…")), UntilReset));

    [Fact]
    public void A_used_up_quota_waits_for_midnight_and_burns_nothing_and_a_dead_grant_asks_for_reconnection()
    {
        var quota = Assert.IsType<Outcome.TryLater>(YouTubeOutcomes.OfSend(new GoogleAnswer.Refused(new GoogleError(403, "quotaExceeded", "")), UntilReset));
        var dead = Assert.IsType<Outcome.Rejected>(YouTubeOutcomes.OfSend(new GoogleAnswer.Refused(new GoogleError(400, "invalid_grant", "")), UntilReset));

        Assert.Equal((UntilReset, false), (quota.Wait, quota.Burns));
        Assert.True(dead.NeedsReconnect);
        Assert.IsType<Outcome.Unknown>(YouTubeOutcomes.OfSend(new GoogleAnswer.Unclear("reset"), UntilReset));
    }

    [Theory]
    [InlineData("https://www.googleapis.com/upload/youtube/v3/videos?upload_id=1", true)]
    [InlineData("https://youtube-upload.googleapis.com/videos?upload_id=1", true)]
    [InlineData("http://www.googleapis.com/upload", false)]
    [InlineData("https://googleapis.com.evil.example/upload", false)]
    [InlineData("https://evilgoogleapis.com/upload", false)]
    public void A_token_is_sent_to_googles_own_hosts_only(string session, bool ours)
    {
        using var google = new GoogleClient(new GoogleOptions(), null!, TimeProvider.System);      // nothing is called
        Assert.Equal(ours, google.IsOurs(new Uri(session)));
    }

    private static GoogleError Read(int status, string json) => GoogleError.Read(status, JsonDocument.Parse(json).RootElement)!;
}
