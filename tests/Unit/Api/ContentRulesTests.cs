using SnsOps.Api.Contents;
using SnsOps.Shared.Effects;

namespace SnsOps.Unit.Api;

/// <summary>What follows from a content without asking anybody: delivery, seal, platform rules.</summary>
public sealed class ContentRulesTests
{
    private static readonly RuleMedia Square = new(0, new string('a', 64), "image/jpeg", 200_000, 1080, 1080);

    private static readonly RuleMedia Clip = new(0, new string('b', 64), "video/mp4", 9_000_000, 1080, 1920, 30_000, "avc1", true);

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
            Seals.OfContent("제목", "본문", null, null, "{}", [one, two], [a, b], null), Seals.OfContent("제목본", "문", null, null, "{}", [one, two], [a, b], null),
            Seals.OfContent("제목", "본문", "", null, "{}", [one, two], [a, b], null), Seals.OfContent("제목", "본문", null, null, """{"facebook": {}}""", [one, two], [a, b], null),
            Seals.OfContent("제목", "본문", null, null, "{}", [two, one], [a, b], null), Seals.OfContent("제목", "본문", null, null, "{}", [one, two], [a], null),
            Seals.OfContent("제목", "본문", null, "첫 댓글", "{}", [one, two], [a, b], null),
            Seals.OfContent("제목", "본문", null, null, "{}", [one, two], [a, b], DateTimeOffset.UnixEpoch), Seals.OfContent("제목", "본문", null, null, "{}", [one, two], [a, b], DateTimeOffset.UnixEpoch.AddMicroseconds(1)),
        };
        Assert.Equal(seals.Length, seals.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(seals[0], Seals.OfContent("제목", "본문", null, null, "{}", [one, two], [b, a], null));
    }

    [Theory]
    [InlineData("instagram", "", "instagram_image")]
    [InlineData("instagram", "i", "instagram_image")]
    [InlineData("instagram", "v", "instagram_reel")]
    [InlineData("instagram", "ii", "instagram_carousel")]
    [InlineData("instagram", "iv", "instagram_carousel")]
    [InlineData("facebook", "", "facebook_text")]
    [InlineData("facebook", "i", "facebook_photo")]
    [InlineData("facebook", "v", "facebook_video")]
    [InlineData("facebook", "iii", "facebook_multi_photo")]
    public void The_format_follows_from_the_files_unless_it_is_chosen(string platform, string files, string format)
    {
        RuleMedia[] media = [.. files.Select((f, i) => (f == 'v' ? Clip : Square) with { Position = i })];
        var (found, broken) = PlatformRules.Check(platform, null, "오늘의 소식", null, media);
        Assert.Equal(format, found ?? broken[0].Split(':')[0]);
    }

    [Fact]
    public void A_chosen_format_is_held_to_its_own_rules()
    {
        Assert.Equal("instagram_story", PlatformRules.Check("instagram", "instagram_story", "", null, [Clip]).Format);
        Assert.Equal("facebook_story", PlatformRules.Check("facebook", "facebook_story", "", null, [Square with { Type = "image/png" }]).Format);
        Assert.Equal("facebook_reel", PlatformRules.Check("facebook", "facebook_reel", "새 릴스", null, [Clip]).Format);
        Assert.Contains("본문이 실리지 않습니다", Broken("instagram", "instagram_story", "글", Clip), StringComparison.Ordinal);
        Assert.Contains("#1 aaaaaaaaaaaa: instagram_reel에는 이미지를 쓸 수 없습니다", Broken("instagram", "instagram_reel", "", Square), StringComparison.Ordinal);
        Assert.Contains("#2 bbbbbbbbbbbb: facebook_multi_photo takes no videos", Broken("facebook", null, "", Square, Clip with { Position = 1 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2_900, 9_000_000, 1080, 1920, "avc1", true, "3~900초")]
    [InlineData(901_000, 9_000_000, 1080, 1920, "avc1", true, "3~900초")]
    [InlineData(900_000, 315_000_000, 1080, 1920, "avc1", true, "300MB")]
    [InlineData(30_000, 95_000_000, 1080, 1920, "avc1", true, "25Mbps")]
    [InlineData(30_000, 9_000_000, 3840, 2160, "avc1", true, "1920픽셀")]
    [InlineData(30_000, 9_000_000, 1080, 1920, "ap4h", true, "H.264")]
    [InlineData(30_000, 9_000_000, 1080, 1920, "hvc1", false, "moov")]
    public void A_reel_is_as_instagram_can_read_it(int milliseconds, long bytes, int width, int height, string codec, bool moovFirst, string rule)
    {
        var file = Clip with { DurationMs = milliseconds, Bytes = bytes, Width = width, Height = height, VideoCodec = codec, MoovFirst = moovFirst };
        Assert.StartsWith("#1 bbbbbbbbbbbb: ", Broken("instagram", null, "", file), StringComparison.Ordinal);
        Assert.Contains(rule, Broken("instagram", null, "", file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15.0, "mp4a", "23~60프레임")]
    [InlineData(22.8, null, "23~60프레임")]
    [InlineData(120.0, "mp4a", "23~60프레임")]
    [InlineData(30.0, "sowt", "AAC")]
    public void Instagrams_videos_move_at_a_sane_rate_and_sound_in_aac(double rate, string? sound, string rule)
    {
        var file = Clip with { FramesPerSecond = rate, AudioCodec = sound };
        Assert.Contains(rule, Broken("instagram", null, "", file), StringComparison.Ordinal);
        Assert.Contains(rule, Broken("instagram", "instagram_story", "", file), StringComparison.Ordinal);
        Assert.Contains(rule, Broken("instagram", null, "", Square, file with { Position = 1 }), StringComparison.Ordinal);
        Assert.Equal("facebook_video", PlatformRules.Check("facebook", null, "", null, [file]).Format);
    }

    [Theory]
    [InlineData(23.976, "mp4a")]
    [InlineData(60.02, null)]
    [InlineData(null, null)]
    public void What_films_and_phones_make_is_taken_and_what_nobody_knows_is_not_judged(double? rate, string? sound) =>
        Assert.Equal("instagram_reel", PlatformRules.Check("instagram", null, "", null, [Clip with { FramesPerSecond = rate, AudioCodec = sound }]).Format);

    [Theory]
    [InlineData("mpo", "JPEG(MPO)")]
    [InlineData("jps", "JPEG(JPS)")]
    [InlineData("cmyk", "CMYK")]
    public void Instagrams_pictures_are_plain_jpegs(string kind, string rule)
    {
        var file = Square with { JpegKind = kind };
        Assert.Contains(rule, Broken("instagram", null, "", file), StringComparison.Ordinal);
        Assert.Contains(rule, Broken("instagram", "instagram_story", "", file), StringComparison.Ordinal);
        Assert.Contains(rule, Broken("instagram", null, "", Square, file with { Position = 1 }), StringComparison.Ordinal);
        Assert.Equal("facebook_photo", PlatformRules.Check("facebook", null, "", null, [file]).Format);
    }

    [Theory]
    [InlineData(1080, 1350, null)]
    [InlineData(1440, 1800, null)]
    [InlineData(1100, 1350, null)]
    [InlineData(1080, 1080, "첫 파일의 비율(1080×1350)로 잘라 보여 줍니다 (이 파일은 1080×1080)")]
    [InlineData(1920, 1080, "첫 파일의 비율(1080×1350)로 잘라 보여 줍니다 (이 파일은 1920×1080)")]
    public void What_a_carousel_crops_is_said_and_not_refused(int width, int height, string? said)
    {
        RuleMedia[] media = [Square with { Height = 1350 }, Square with { Position = 1, Width = width, Height = height }];

        Assert.Equal("instagram_carousel", PlatformRules.Check("instagram", null, "", null, media).Format);
        var advice = PlatformRules.Advice("instagram_carousel", media).ToList();
        Assert.Equal(said is null ? 0 : 1, advice.Count);
        Assert.All(advice, one => Assert.Contains(said!, one, StringComparison.Ordinal));
        Assert.Empty(PlatformRules.Advice("facebook_multi_photo", media));
    }

    [Fact]
    public void A_file_is_named_by_its_place_and_what_people_call_it()
    {
        var broken = Broken("instagram", null, "", Square, Clip with { Position = 1, FileName = "봄세일.mp4", FramesPerSecond = 12.5 });
        Assert.Equal("2번째 파일 '봄세일.mp4': 초당 23~60프레임이어야 합니다 (이 영상은 12.5프레임) | file 2 '봄세일.mp4': 23 to 60 frames per second are needed, this has 12.5", broken);
        Assert.StartsWith("1번째 파일 '봄세일.mp4': facebook_photo에는", Broken("facebook", "facebook_photo", "", Clip with { FileName = "봄세일.mp4" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(91_000, 1080, 1920, "3~90초")]
    [InlineData(30_000, 1920, 1080, "9:16")]
    [InlineData(30_000, 360, 640, "540×960")]
    public void A_page_reel_is_short_and_upright(int milliseconds, int width, int height, string rule) =>
        Assert.Contains(rule, Broken("facebook", "facebook_reel", "", Clip with { DurationMs = milliseconds, Width = width, Height = height }), StringComparison.Ordinal);

    [Fact]
    public void Instagram_takes_jpegs_of_a_sane_shape()
    {
        Assert.Contains("정확히 1개", Broken("instagram", null, ""), StringComparison.Ordinal);
        Assert.Contains("JPEG만", Broken("instagram", null, "", Square with { Type = "image/png" }), StringComparison.Ordinal);
        Assert.Contains("8MB", Broken("instagram", null, "", Square with { Bytes = 9_000_000 }), StringComparison.Ordinal);
        Assert.Contains("4:5", Broken("instagram", null, "", Square with { Height = 2000 }), StringComparison.Ordinal);
        Assert.NotNull(PlatformRules.Check("instagram", null, "", null, [Square with { Height = 1350 }]).Format);
        Assert.Contains("가로는 320픽셀 이상", Broken("instagram", null, "", Square with { Width = 319, Height = 319 }), StringComparison.Ordinal);
        Assert.Contains("가로는 320픽셀 이상", Broken("instagram", "instagram_story", "", Square with { Width = 319, Height = 640 }), StringComparison.Ordinal);
        Assert.NotNull(PlatformRules.Check("instagram", null, "", null, [Square with { Width = 320, Height = 320 }]).Format);
        Assert.Contains("2~10개", Broken("instagram", null, "", [.. Enumerable.Range(0, 11).Select(i => Square with { Position = i })]), StringComparison.Ordinal);
    }

    [Fact]
    public void Instagram_counts_letters_hashtags_and_mentions()
    {
        Assert.NotNull(PlatformRules.Check("instagram", null, new string('가', 2200), null, [Square]).Format);
        Assert.Contains("2200자", Broken("instagram", null, new string('가', 2201), Square), StringComparison.Ordinal);
        Assert.NotNull(PlatformRules.Check("instagram", null, string.Concat(Enumerable.Repeat("#온기카페 ", 30)), null, [Square]).Format);
        Assert.Contains("해시태그", Broken("instagram", null, string.Concat(Enumerable.Repeat("#온기카페 ", 31)), Square), StringComparison.Ordinal);
        Assert.Contains("@언급", Broken("instagram", null, string.Concat(Enumerable.Repeat("@ongi.cafe ", 21)), Square), StringComparison.Ordinal);
        Assert.NotNull(PlatformRules.Check("instagram", null, "문의: " + string.Concat(Enumerable.Repeat("a@ongi.kr ", 21)), null, [Square]).Format);
    }

    [Fact]
    public void Facebook_needs_something_to_say()
    {
        Assert.Equal("facebook_text", PlatformRules.Check("facebook", null, "", "https://example.com", []).Format);
        Assert.Contains("하나는 있어야", Broken("facebook", null, " "), StringComparison.Ordinal);
        Assert.Contains("아직 지원하지", Broken("tiktok", null, "영상"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(180_000, 1080, 1920, null, "youtube_short")]
    [InlineData(180_000, 1080, 1080, null, "youtube_short")]
    [InlineData(181_000, 1080, 1920, null, "youtube_video")]
    [InlineData(30_000, 1920, 1080, null, "youtube_video")]
    [InlineData(30_000, 1080, 1920, "youtube_video", "youtube_video")]
    public void An_upright_video_of_three_minutes_is_a_short(int milliseconds, int width, int height, string? wanted, string format) =>
        Assert.Equal(format, PlatformRules.Check("youtube", wanted, "설명", null, [Clip with { DurationMs = milliseconds, Width = width, Height = height }], null, new VideoLabels("제목", [])).Format);

    [Theory]
    [InlineData("가을 <메뉴>", "", "", "< 와 > 를")]
    [InlineData("", "", "", "제목이 있어야")]
    [InlineData("가을 메뉴", "가을 <메뉴>", "", "설명에는")]
    [InlineData("가을 메뉴", "", " ,카페", "태그는 비어")]
    public void A_video_has_a_title_and_no_brackets(string title, string text, string tags, string rule) =>
        Assert.Contains(rule, BrokenVideo(text, title, tags.Split(',', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

    [Fact]
    public void A_videos_words_are_counted_as_youtube_counts_them()
    {
        Assert.Contains("100자", BrokenVideo("", new string('가', 101)), StringComparison.Ordinal);
        Assert.Contains("5000바이트", BrokenVideo(new string('가', 1667), "제목"), StringComparison.Ordinal);
        Assert.NotNull(PlatformRules.Check("youtube", null, new string('가', 1666), null, [Clip], null, new VideoLabels(new string('가', 100), [])).Format);
        Assert.Equal("카페 라떼,신메뉴".Length + 2, new VideoLabels("제목", ["카페 라떼", "신메뉴"]).TagLetters);
        Assert.Contains("500자", BrokenVideo("", "제목", [.. Enumerable.Repeat("가을메뉴", 101)]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_video_may_have_a_thumbnail_of_two_megabytes_and_a_short_has_none()
    {
        var labels = new VideoLabels("제목", []);
        var wide = Clip with { Position = 1, Width = 1920, Height = 1080 };
        Assert.Equal("youtube_video", PlatformRules.Check("youtube", null, "", null, [Square, wide], null, labels).Format);
        Assert.Contains("2MB", Assert.Single(PlatformRules.Check("youtube", null, "", null, [Square with { Bytes = 3_000_000 }, wide], null, labels).Broken), StringComparison.Ordinal);
        Assert.Contains("영상이 정확히 하나", Assert.Single(PlatformRules.Check("youtube", null, "", null, [Square], null, labels).Broken), StringComparison.Ordinal);
        Assert.Empty(PlatformRules.Check("youtube", null, "", null, [wide], new string('가', 10_000), labels).Broken);
        Assert.Contains("10000자까지", Assert.Single(PlatformRules.Check("youtube", null, "", null, [wide], new string('가', 10_001), labels).Broken), StringComparison.Ordinal);
        Assert.Contains(PlatformRules.Check("youtube", "youtube_short", "", null, [Clip, Square with { Position = 1 }], null, labels).Broken, b => b.Contains("이미지를 쓸 수 없습니다", StringComparison.Ordinal));
        Assert.Contains("≤ 1:1", Assert.Single(PlatformRules.Check("youtube", "youtube_short", "", null, [wide], null, labels).Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_comment_has_its_own_length_and_stories_have_none()
    {
        Assert.Equal("instagram_image", PlatformRules.Check("instagram", null, "", null, [Square], new string('가', 2200)).Format);
        Assert.Contains("2200자", Assert.Single(PlatformRules.Check("instagram", null, "", null, [Square], new string('가', 2201)).Broken), StringComparison.Ordinal);
        Assert.Equal("facebook_text", PlatformRules.Check("facebook", null, "오늘의 커피", null, [], new string('가', 8000)).Format);
        Assert.Contains("스토리에는 첫 댓글", Assert.Single(PlatformRules.Check("facebook", "facebook_story", "", null, [Square], "링크는 여기").Broken), StringComparison.Ordinal);
    }

    private static string BrokenVideo(string text, string title, params string[] tags) => Assert.Single(PlatformRules.Check("youtube", null, text, null, [Clip], null, new VideoLabels(title, tags)).Broken);

    /// <summary>The one rule that is broken.</summary>
    private static string Broken(string platform, string? format, string text, params RuleMedia[] media)
    {
        var (found, broken) = PlatformRules.Check(platform, format, text, null, media);
        Assert.Null(found);
        return Assert.Single(broken);
    }
}
