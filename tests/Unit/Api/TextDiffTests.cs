using SnsOps.Api.Approvals;

namespace SnsOps.Unit.Api;

/// <summary>Two texts compared word by word.</summary>
public sealed class TextDiffTests
{
    [Theory]
    [InlineData("가을 신메뉴 3,500원", "가을 신메뉴 3,800원", "=가을 신메뉴 3,|-500원|+800원")]
    [InlineData("", "새 글", "+새 글")]
    [InlineData("지운 글", "", "-지운 글")]
    [InlineData("그대로", "그대로", "=그대로")]
    [InlineData("하나 둘 셋", "둘 셋 넷", "-하나 |=둘 셋|+ 넷")]
    [InlineData("첫 줄\n둘째 줄", "첫 줄\n\n둘째 줄", "=첫 줄|-\n|+\n\n|=둘째 줄")]
    public void What_was_removed_and_added_is_told_in_order(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join('|', TextDiff.Between(before, after).Select(p => (p.Op switch { "same" => "=", "removed" => "-", _ => "+" }) + p.Text)));

    [Fact]
    public void The_parts_make_both_texts_again_however_long()
    {
        var random = new Random(7);
        string[] words = ["가을", "신메뉴", "☕", "😀👍", "#온기카페", "\n", " ", "3,500원", "e\u0301"];
        string Text(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));
        foreach (var (first, second) in (IEnumerable<(int, int)>)[(0, 5), (40, 60), (300, 200), (9000, 9000)])
        {
            var (before, after) = (Text(first), Text(second));
            var parts = TextDiff.Between(before, after);
            Assert.Equal(before, string.Concat(parts.Where(p => p.Op != "added").Select(p => p.Text)));
            Assert.Equal(after, string.Concat(parts.Where(p => p.Op != "removed").Select(p => p.Text)));
        }
    }
}
