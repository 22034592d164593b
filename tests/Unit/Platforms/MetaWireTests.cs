using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Unit.Platforms;

public sealed class MetaWireTests
{
    [Theory]
    [InlineData("2026-08-07T12:34:56+0000", "2026-08-07T12:34:56Z")]
    [InlineData("2026-08-07T21:34:56+0900", "2026-08-07T12:34:56Z")]
    [InlineData("2026-08-07T12:34:56+00:00", "2026-08-07T12:34:56Z")]
    public void A_timestamp_without_a_colon_in_its_offset_is_read(string text, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), MetaTime.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("어제")]
    public void What_is_no_timestamp_is_null(string? text) => Assert.Null(MetaTime.Parse(text));

    [Theory]
    [InlineData(4, 2207051, typeof(Outcome.Unknown))]
    [InlineData(506, 0, typeof(Outcome.Unknown))]
    [InlineData(9004, 2207052, typeof(Outcome.TryLater))]
    [InlineData(324, 1366046, typeof(Outcome.TryLater))]
    [InlineData(9007, 2207027, typeof(Outcome.TryLater))]
    [InlineData(24, 2207008, typeof(Outcome.Unknown))]
    [InlineData(24, 2207006, typeof(Outcome.Unknown))]
    [InlineData(9, 2207042, typeof(Outcome.TryLater))]
    [InlineData(4, 0, typeof(Outcome.TryLater))]
    [InlineData(17, 0, typeof(Outcome.TryLater))]
    [InlineData(80002, 0, typeof(Outcome.TryLater))]
    [InlineData(190, 463, typeof(Outcome.Rejected))]
    [InlineData(200, 0, typeof(Outcome.Rejected))]
    [InlineData(100, 0, typeof(Outcome.Rejected))]
    [InlineData(368, 0, typeof(Outcome.Rejected))]
    [InlineData(36003, 2207009, typeof(Outcome.Rejected))]
    public void A_refusal_is_read_from_the_body_not_from_the_status(int code, int subcode, Type expected) =>
        Assert.IsType(expected, MetaOutcomes.OfSend(new MetaAnswer.Refused(400, new MetaError(code, subcode, "…", "한국어 안내", false))));

    [Fact]
    public void A_rate_limit_burns_no_attempt_and_a_dead_token_asks_for_reconnection()
    {
        var limited = Assert.IsType<Outcome.TryLater>(MetaOutcomes.OfSend(Refused(80002)));
        var dead = Assert.IsType<Outcome.Rejected>(MetaOutcomes.OfSend(Refused(190)));

        Assert.False(limited.Burns);
        Assert.True(dead.NeedsReconnect);
        Assert.False(Assert.IsType<Outcome.Rejected>(MetaOutcomes.OfSend(Refused(100))).NeedsReconnect);
        Assert.False(Assert.IsType<Outcome.Rejected>(MetaOutcomes.OfSend(Refused(200))).NeedsReconnect);
    }

    [Fact]
    public void No_answer_to_a_send_is_unknown_but_to_a_preparation_may_be_repeated()
    {
        Assert.IsType<Outcome.Unknown>(MetaOutcomes.OfSend(new MetaAnswer.Unclear("reset")));
        Assert.Null(Assert.IsType<Outcome.TryLater>(MetaOutcomes.OfPreparation(new MetaAnswer.Unclear("reset"))).Wait);
        Assert.False(Assert.IsType<Outcome.TryLater>(MetaOutcomes.OfSend(new MetaAnswer.NotSent("dns"))).Burns);
    }

    [Theory]
    [InlineData(2207006)]
    [InlineData(2207008)]
    public void A_container_that_is_gone_is_made_anew_only_while_preparing(int subcode) =>
        Assert.True(Assert.IsType<Outcome.TryLater>(MetaOutcomes.OfPreparation(new MetaAnswer.Refused(400, new MetaError(24, subcode, "…", null, false)))).DropsHandle);

    [Fact]
    public void An_error_body_is_read_with_its_korean_words_and_anything_else_is_not_taken_for_one()
    {
        var error = MetaError.Read(JsonDocument.Parse("""{"error":{"message":"m","type":"OAuthException","code":9,"error_subcode":2207042,"is_transient":false,"error_user_msg":"오늘의 게시 한도를 모두 썼습니다"}}""").RootElement);

        Assert.Equal(("9/2207042", "오늘의 게시 한도를 모두 썼습니다"), (error!.Name, error.UserMessage));
        Assert.Null(MetaError.Read(JsonDocument.Parse("""{"id":"1"}""").RootElement));
        Assert.Null(MetaError.Read(JsonDocument.Parse("""[1]""").RootElement));
    }

    [Fact]
    public void A_refused_upload_says_why_in_a_form_of_its_own()
    {
        var error = MetaError.Read(JsonDocument.Parse("""{"debug_info":{"retriable":false,"type":"ProcessingFailedError","message":"영상 형식을 읽을 수 없습니다"}}""").RootElement)!;

        Assert.Equal(("ProcessingFailedError", false, false), (error.Name, error.IsTransient, error.IsWrongOffset));
        var refused = Assert.IsType<Outcome.Rejected>(MetaOutcomes.OfPreparation(new MetaAnswer.Refused(400, error)));
        Assert.Equal("ProcessingFailedError", refused.Code);
        Assert.Contains("영상 형식을 읽을 수 없습니다", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"debug_info":{"retriable":true,"type":"InternalServerError","message":"…"}}""", true, false)]
    [InlineData("""{"debug_info":{"retriable":false,"type":"OffsetInvalidError","message":"Request starting offset is invalid"}}""", false, true)]
    public void An_upload_that_may_go_on_is_not_refused_for_good(string body, bool transient, bool wrongOffset)
    {
        var error = MetaError.Read(JsonDocument.Parse(body).RootElement)!;

        Assert.Equal((transient, wrongOffset), (error.IsTransient, error.IsWrongOffset));
    }

    [Fact]
    public void Words_of_an_error_that_PostgreSQL_could_not_store_are_mended()
    {
        var error = MetaError.Read(JsonDocument.Parse("""{"error":{"message":"m\u0000","code":9,"error_user_msg":"한도를 \u0000넘었습니다 \ud83d"}}""").RootElement);

        Assert.Equal(("m", "한도를 넘었습니다 \uFFFD"), (error!.Message, error.UserMessage));
    }

    [Theory]
    [InlineData("  안녕하세요\r\n오늘은  ", "안녕하세요\n오늘은")]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글")]
    [InlineData(null, "")]
    public void Texts_are_compared_as_platforms_give_them_back(string? given, string fingerprint) => Assert.Equal(fingerprint, Fingerprints.Of(given));

    private static MetaAnswer Refused(int code) => new MetaAnswer.Refused(400, new MetaError(code, 0, "…", null, false));
}
