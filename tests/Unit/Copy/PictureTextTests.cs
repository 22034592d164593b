using SnsOps.Workers.Ai.MakeMetadata;

namespace SnsOps.Unit.Copy;

/// <summary>What a model says of a picture is offered only where it can be an alt text.</summary>
public sealed class PictureTextTests
{
    private static readonly string Sentence = "나무 탁자에 라떼 한 잔이 놓여 있습니다. ";

    [Theory]
    [InlineData(" 라떼 한 잔이\n\n 놓여 있습니다.\t", "라떼 한 잔이 놓여 있습니다.")]
    [InlineData("끝맺지 않은 한 문장", "끝맺지 않은 한 문장")]
    public void Gaps_are_closed(string answer, string text) => Assert.Equal((text, null), PictureText.Checked(answer, isCutShort: false, []));

    [Theory]
    [InlineData(" \n ", "비었습니다", "empty")]
    [InlineData("라떼\u0007가 보입니다.", "쓸 수 없는 문자", "cannot be used")]
    [InlineData("최 고의 라떼가 보입니다.", "금지어가 있습니다: 최 고", "banned words: 최 고")]
    public void What_cannot_be_one_is_refused_with_its_reason(string answer, string korean, string english)
    {
        var (text, trouble) = PictureText.Checked(answer, isCutShort: false, ["최 고"]);

        Assert.Null(text);
        Assert.Contains(korean, trouble!.Korean, StringComparison.Ordinal);
        Assert.Contains(english, trouble.English, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_is_cut_after_a_sentence_and_so_is_what_the_limit_of_tokens_cut()
    {
        var full = string.Concat(Enumerable.Repeat(Sentence, 1000 / Sentence.Length));
        var fits = full + new string('가', 1000 - full.Length - 1) + ".";

        Assert.Equal(fits, PictureText.Checked(fits, isCutShort: false, []).Text);
        Assert.Equal(full.Trim(), PictureText.Checked(full + new string('가', 1000 - full.Length) + ".", isCutShort: false, []).Text);
        Assert.Equal(Sentence.Trim(), PictureText.Checked(Sentence + "그 옆에 책이", isCutShort: true, []).Text);
        foreach (var (endless, isCutShort) in new[] { (new string('가', 1001), false), ("그 옆에 책이", true) })
            Assert.Contains("끝나는 문장이 없습니다", PictureText.Checked(endless, isCutShort, []).Trouble!.Korean, StringComparison.Ordinal);
    }
}
