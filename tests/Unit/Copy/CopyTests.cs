using System.Text;
using SnsOps.Shared.Copy;
using SnsOps.Workers.Ai.Copy;

namespace SnsOps.Unit.Copy;

/// <summary>Whoever writes captions and whatever they are about: every one keeps every rule.</summary>
public sealed class CopyTests
{
    private static readonly CopyLimits
        Instagram = new("instagram", "instagram_image", 2200, null, 30, 20), Facebook = new("facebook", "facebook_text", 63_206, null, null, null), YouTube = new("youtube", "youtube_video", 5000, 5000, null, null);

    private static readonly CopyBrief Autumn = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "온기카페",
        new CopyFacts("가을 신메뉴 안내", "밤라떼와 고구마 케이크가 10월 3일에 나옵니다. 성수점에서 먼저 맛보실 수 있습니다. 텀블러를 가져오시면 500원을 빼 드립니다.", ["밤라떼", "가을 카페"], "https://ongi.example/autumn"),
        Instagram, [], [], "polite", 5);

    private static readonly Dictionary<string, CopyBrief> Briefs = new()
    {
        ["a usual one"] = Autumn,
        ["friendly"] = Autumn with { Tone = "friendly" },
        ["formal, on YouTube"] = Autumn with { Tone = "formal", Limits = YouTube },
        ["on Facebook, what must be said"] = Autumn with { Limits = Facebook, Required = ["#광고", "온기카페 제공"] },
        ["words that the shapes use are banned"] = Autumn with { Banned = ["댓글", "저장", "소식", "고마워"] },
        ["a title only"] = Autumn with { Facts = new CopyFacts("휴무 안내", "", [], null) },
        ["one short sentence"] = Autumn with { Facts = new CopyFacts("휴무 안내", "내일은 쉽니다.", [], null), Required = ["@ongi_cafe"] },
        ["ten things to say"] = Autumn with { Required = [.. Enumerable.Range(1, 10).Select(i => $"#필수{i}번{new string('가', 90)}")] },
        ["longer than Instagram"] = Autumn with { Facts = new CopyFacts("긴 글", string.Concat(Enumerable.Range(0, 150).Select(i => $"이야기 {i}번째 문장은 서로 다른 낱말로 이어집니다. ")), [], null) },
        ["longer than YouTube in bytes"] = Autumn with { Limits = YouTube, Facts = new CopyFacts("긴 <글>", string.Concat(Enumerable.Range(0, 150).Select(i => $"영상 {i}번째 장면을 <자세히> 설명합니다. ")), ["긴 영상"], null) },
        ["forty hashtags"] = Autumn with { Facts = new CopyFacts("태그 많은 글", string.Join(' ', Enumerable.Range(1, 40).Select(i => $"#태그{i}호")), [], null) },
        ["thirty mentions"] = Autumn with { Facts = new CopyFacts("함께한 분들", string.Join(' ', Enumerable.Range(1, 30).Select(i => $"@friend{i}")) + ". 고맙습니다.", [], null) },
        ["letters in pieces, emoji"] = Autumn with { Facts = new CopyFacts("가을이 왔어요 🍂".Normalize(NormalizationForm.FormD), "단풍 🍁 구경 오세요. 따뜻한 차도 있습니다 ☕.".Normalize(NormalizationForm.FormD), ["가을"], null), Required = ["가을"] },
        ["no full stops"] = Autumn with { Facts = new CopyFacts("쉼표만 있는 글", new string('가', 4000), [], null) },
    };

    public static TheoryData<string> Cases => [.. Briefs.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_embedded_writer_keeps_all_rules_and_its_drafts_differ(string what)
    {
        var brief = Briefs[what];
        foreach (var wanted in (int[])[1, 3, 5])
        {
            var asked = brief with { Wanted = wanted };
            var written = EmbeddedCopyWriter.Write(asked);

            Assert.InRange(written.Drafts.Count, 1, wanted);
            Assert.All(written.Drafts, d => Holds(d.Text, asked, what));
            Assert.True(written.Likeness(asked) is null or <= CopyDiversity.Most, what);
            Assert.True(written.Drafts.Count == wanted || written.Notes.Count > 0, what);
            Assert.All(written.Drafts, d => Assert.Equal("embedded-copy", d.Engine));
            Assert.All(written.Hashtags, t => Assert.True(TextMarks.Hashtag().Match(t).Length == t.Length && BannedWords.In(t, asked.Banned).Count == 0, t));
        }
    }

    [Fact]
    public void A_usual_brief_gives_all_five() => Assert.Equal(5, EmbeddedCopyWriter.Write(Autumn).Drafts.Count);

    [Fact]
    public void Hashtags_are_the_keywords_and_the_titles_words_without_their_endings() =>
        Assert.Equal(["#밤라떼", "#가을카페", "#카페", "#인사", "#온기카페"], EmbeddedCopyWriter.Tags(Autumn with { Facts = Autumn.Facts with { Title = "카페의 인사를" } }));

    [Theory]
    [InlineData("최고", "이 동네 최고 카페")]
    [InlineData("100%", "효과 １００％ 보장")]
    [InlineData("free", "지금은 FREE 입니다")]
    [InlineData("최저가", "최\u200B저가 행사")]
    [InlineData("한정 수량", "한정\n  수량입니다")]
    public void A_banned_word_is_found_however_it_is_written(string banned, string text)
    {
        Assert.Equal([banned], BannedWords.In(text, [banned, "없는말"]));
        Assert.Equal([banned], BannedWords.In(text.Normalize(NormalizationForm.FormD), [banned]));
    }

    [Theory]
    [InlineData("밤라떼가 10월 3일에 나옵니다.", true)]
    [InlineData("밤라떼가 10월 4일에 나옵니다.", false)]
    [InlineData("밤라떼를 30% 싸게 드립니다.", false)]
    [InlineData("https://ongi.example/autumn 에서 보세요.", true)]
    [InlineData("https://evil.example/autumn 에서 보세요.", false)]
    [InlineData("   ", false)]
    public void Numbers_and_addresses_are_those_that_were_given(string text, bool stands) => Assert.Equal(stands, CopyCheck.Broken(text, Autumn).Count == 0);

    [Fact]
    public void What_can_be_mended_is_and_says_so()
    {
        var brief = Autumn with { Required = ["#광고", "#온기"], Limits = Instagram with { MostText = 40, MostHashtags = 3 } };

        var mended = CopyCheck.Mended("밤라떼가 나왔습니다. 성수점에서 먼저 맛보세요. 고구마 케이크도 함께입니다. #가 #나 #다", "test/model", brief)!;

        Holds(mended.Text, brief, "mended");
        Assert.StartsWith("밤라떼가 나왔습니다.", mended.Text, StringComparison.Ordinal);
        Assert.Equal(3, mended.Notes.Count);
        Assert.Null(CopyCheck.Mended("최고의 밤라떼", "test/model", brief with { Banned = ["최고"] }));
    }

    [Theory]
    [InlineData("{\"drafts\":[\"글\"],\"hashtags\":[]}", true)]
    [InlineData("```json\n{\"drafts\":[\"글\"],\"hashtags\":[\"#가\"]}\n```", true)]
    [InlineData("{\"drafts\":[\"글\"]}", false)]
    [InlineData("{\"drafts\":[],\"hashtags\":[]}", false)]
    [InlineData("{\"drafts\":[null],\"hashtags\":[]}", false)]
    [InlineData("{\"drafts\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"],\"hashtags\":[]}", false)]
    [InlineData("{\"drafts\":[\"글\"],\"hashtags\":[],\"note\":\"더\"}", false)]
    [InlineData("{\"drafts\":[\"짝 없는 \\ud800\"],\"hashtags\":[]}", false)]
    [InlineData("네! {\"drafts\":[\"글\"],\"hashtags\":[]}", false)]
    public void An_answer_is_read_in_one_form_only(string answer, bool read) => Assert.Equal(read, CopyPrompt.Read(answer) is not null);

    private static void Holds(string text, CopyBrief brief, string what)
    {
        Assert.Empty(CopyCheck.Broken(text, brief));
        Assert.True(text.EnumerateRunes().Count() <= brief.Limits.MostText && (brief.Limits.MostTextBytes is not { } bytes || Encoding.UTF8.GetByteCount(text) <= bytes), what);
        Assert.All(brief.Required, r => Assert.Contains(r.Normalize(), text.Normalize(), StringComparison.Ordinal));
        Assert.All(brief.Banned, b => Assert.DoesNotContain(b, text.Normalize(), StringComparison.OrdinalIgnoreCase));
        Assert.True(TextMarks.Hashtag().Count(text) <= (brief.Limits.MostHashtags ?? int.MaxValue) && TextMarks.Mention().Count(text) <= (brief.Limits.MostMentions ?? int.MaxValue), what);
        Assert.True(brief.Limits.MostTextBytes is null || !text.Contains('<', StringComparison.Ordinal), what);
    }
}
