using SnsOps.Api.Inbox;

namespace SnsOps.Unit.Inbox;

/// <summary>Names in ready-made answers: read, filled in, and never left standing.</summary>
public sealed class SavedTextTests
{
    private static readonly Dictionary<string, string?> Values = new() { ["작성자"] = "단골손님", ["전화번호"] = "02-123-4567", ["빈칸"] = "  " };

    [Theory]
    [InlineData("{작성자}님, 감사합니다", "단골손님님, 감사합니다")]
    [InlineData("{ 작성자 }님은 {전화번호}로 전화해 주세요. {작성자}님!", "단골손님님은 02-123-4567로 전화해 주세요. 단골손님님!")]
    [InlineData("{{작성자}}는 그대로, {작성자}는 바뀝니다", "{작성자}는 그대로, 단골손님는 바뀝니다")]
    [InlineData("{{{작성자}}}", "{단골손님}")]
    [InlineData("이름 없는 답글", "이름 없는 답글")]
    public void A_text_is_filled_in(string text, string filled) => Assert.Equal(filled, SavedText.Read(text).Text!.Fill(n => Values.GetValueOrDefault(n)).Text);

    [Theory]
    [InlineData("{영업시간}에 오세요", "영업시간")]
    [InlineData("{빈칸}", "빈칸")]
    [InlineData("{작성자} {영업시간} {빈칸} {영업시간}", "영업시간,빈칸")]
    public void What_nothing_is_known_of_is_named_and_no_text_is_made(string text, string missing)
    {
        var (filled, names) = SavedText.Read(text).Text!.Fill(n => Values.GetValueOrDefault(n));
        Assert.Null(filled);
        Assert.Equal(missing, string.Join(',', names));
    }

    [Theory]
    [InlineData("안녕하세요 {작성자", 7)]
    [InlineData("닫기만} 합니다", 4)]
    [InlineData("{작성자 {이름}", 1)]
    [InlineData("빈 {} 이름", 3)]
    [InlineData("빈 {  } 이름", 3)]
    public void Braces_that_do_not_match_say_where(string text, int at)
    {
        var (read, fault) = SavedText.Read(text);
        Assert.Null(read);
        Assert.Equal(at, fault!.At);
    }
}
