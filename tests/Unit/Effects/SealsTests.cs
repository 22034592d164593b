using SnsOps.Shared.Effects;

namespace SnsOps.Unit.Effects;

/// <summary>A seal that was given once must come out the same for ever: what is approved waits for months.</summary>
public sealed class SealsTests
{
    private static readonly Guid First = Guid.Parse("0193a1f0-0000-7000-8000-00000000000a");
    private static readonly Guid Second = Guid.Parse("f193a1f0-0000-7000-8000-00000000000b");
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 29, 9, 0, 0, TimeSpan.FromHours(9)).AddMicroseconds(123_456);

    [Theory]
    [InlineData(1, "75d626a013d560ce2b665033db5c1b62d39321c8a8de89c580e4df3277ca97ef", "1c5224ad9bf6bdbba9f2302a6f944e700c218621c434888a3a2d5f43d7b28204")]
    [InlineData(33, "cdaefd22282227d67b77d744f4fa48ee49f397994ad1160035a9ce41f7087034", "324f7f533ef2786f0aa8b64f520006946b706a31f747340ebb5fa885377966ba")]
    [InlineData(400, "ff69376ade59dd2e32f323e730db034958d53e6cd556cacc63e57128d1976787", "f85fae4e091e8de1d81138f2688bbbe36378bfbe02485b2e572cf559b77a3a14")]
    public void A_seal_is_the_same_bytes_however_long_its_texts_are(int times, string content, string post)
    {
        var body = string.Concat(Enumerable.Repeat("가을 신메뉴 ☕😊\n", times));

        var seal = Seals.OfContent("온기카페 11월", body, "https://example.com/가을", null, "{}", [[.. Enumerable.Repeat((byte)7, 32)]], [Second, First], At);

        Assert.Equal(content, Convert.ToHexStringLower(seal));
        Assert.Equal(post, Convert.ToHexStringLower(Seals.OfPost(seal, First, "facebook_text", At, string.Concat(Enumerable.Repeat("첫 댓글 ", times)))));
    }
}
