using SnsOps.Api.Contents;

namespace SnsOps.Unit.Api;

/// <summary>What follows from a content without asking anybody: delivery, seal, platform rules.</summary>
public sealed class ContentRulesTests
{
    private static readonly RuleMedia Square = new(new string('a', 64), "image/jpeg", 200_000, 1080, 1080);

    [Theory]
    [InlineData("", "not_scheduled")]
    [InlineData("cancelled", "cancelled")]
    [InlineData("scheduled,due,claimed", "scheduled")]
    [InlineData("published,cancelled", "published")]
    [InlineData("published,scheduled", "publishing")]
    [InlineData("armed", "publishing")]
    [InlineData("retrying,failed", "publishing")]
    [InlineData("published,failed", "partially_published")]
    [InlineData("published,missed", "partially_published")]
    [InlineData("published,unknown", "unknown")]
    [InlineData("missed,failed", "missed")]
    [InlineData("failed,failed", "failed")]
    public void Delivery_follows_from_the_publications(string states, string expected) =>
        Assert.Equal(expected, DeliveryStatus.Of(states.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void A_seal_changes_with_anything_that_would_be_said_or_where()
    {
        byte[] one = [1], two = [2];
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var seals = new[]
        {
            ContentSeal.Of("제목", "본문", null, "{}", [one, two], [a, b]), ContentSeal.Of("제목본", "문", null, "{}", [one, two], [a, b]),
            ContentSeal.Of("제목", "본문", "", "{}", [one, two], [a, b]), ContentSeal.Of("제목", "본문", null, """{"facebook": {}}""", [one, two], [a, b]),
            ContentSeal.Of("제목", "본문", null, "{}", [two, one], [a, b]), ContentSeal.Of("제목", "본문", null, "{}", [one, two], [a]),
        };
        Assert.Equal(seals.Length, seals.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(seals[0], ContentSeal.Of("제목", "본문", null, "{}", [one, two], [b, a]));
    }

    [Fact]
    public void Instagram_takes_exactly_one_jpeg_of_a_sane_shape()
    {
        Assert.Equal("instagram_image", PlatformRules.Check("instagram", "안녕하세요", null, [Square]).Format);
        Assert.Single(PlatformRules.Check("instagram", "", null, []).Broken);
        Assert.Single(PlatformRules.Check("instagram", "", null, [Square, Square]).Broken);
        Assert.Contains("JPEG만", Assert.Single(PlatformRules.Check("instagram", "", null, [Square with { Type = "image/png" }]).Broken), StringComparison.Ordinal);
        Assert.Contains("8MB", Assert.Single(PlatformRules.Check("instagram", "", null, [Square with { Bytes = 9_000_000 }]).Broken), StringComparison.Ordinal);
        Assert.Contains("4:5", Assert.Single(PlatformRules.Check("instagram", "", null, [Square with { Height = 2000 }]).Broken), StringComparison.Ordinal);
        Assert.NotNull(PlatformRules.Check("instagram", "", null, [Square with { Height = 1350 }]).Format);
    }

    [Fact]
    public void Instagram_counts_letters_hashtags_and_mentions()
    {
        Assert.NotNull(PlatformRules.Check("instagram", new string('가', 2200), null, [Square]).Format);
        Assert.Single(PlatformRules.Check("instagram", new string('가', 2201), null, [Square]).Broken);
        Assert.NotNull(PlatformRules.Check("instagram", string.Concat(Enumerable.Repeat("#온기카페 ", 30)), null, [Square]).Format);
        Assert.Single(PlatformRules.Check("instagram", string.Concat(Enumerable.Repeat("#온기카페 ", 31)), null, [Square]).Broken);
        Assert.Single(PlatformRules.Check("instagram", string.Concat(Enumerable.Repeat("@ongi.cafe ", 21)), null, [Square]).Broken);
        Assert.NotNull(PlatformRules.Check("instagram", "문의: " + string.Concat(Enumerable.Repeat("a@ongi.kr ", 21)), null, [Square]).Format);
    }

    [Fact]
    public void Facebook_needs_something_to_say_and_takes_one_photo()
    {
        Assert.Equal("facebook_text", PlatformRules.Check("facebook", "오늘의 커피", null, []).Format);
        Assert.Equal("facebook_text", PlatformRules.Check("facebook", "", "https://example.com", []).Format);
        Assert.Equal("facebook_photo", PlatformRules.Check("facebook", "", null, [Square with { Type = "image/png" }]).Format);
        Assert.Single(PlatformRules.Check("facebook", " ", null, []).Broken);
        Assert.Single(PlatformRules.Check("facebook", "둘", null, [Square, Square]).Broken);
        Assert.Single(PlatformRules.Check("youtube", "영상", null, []).Broken);
    }
}
