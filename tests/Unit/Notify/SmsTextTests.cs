using SnsOps.Workers.Publishing.Channels;

namespace SnsOps.Unit.Notify;

/// <summary>Text as Korean networks carry it.</summary>
public sealed class SmsTextTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc 123", 7)]
    [InlineData("온기카페", 8)]
    [InlineData("[SnsOps] 인증번호 042137 (3분 안에 입력해 주세요)", 49)]
    [InlineData("똠방각하 뷁", 11)]
    public void Hangul_takes_two_bytes(string text, int bytes) => Assert.Equal(bytes, SmsText.Bytes(text));

    [Fact]
    public void Ninety_bytes_are_an_SMS_and_a_letter_more_is_not()
    {
        Assert.Equal(SmsText.SmsBytes, SmsText.Bytes(new string('가', 45)));
        Assert.True(SmsText.Bytes(new string('가', 45) + ".") > SmsText.SmsBytes);
    }

    [Fact]
    public void What_networks_cannot_carry_is_left_out() => Assert.Equal("가을 신메뉴  나왔어요", SmsText.Carried("가을 신메뉴 ☕️🍁 나왔어요".Replace("☕️", "", StringComparison.Ordinal)));

    [Fact]
    public void Letters_that_were_taken_apart_are_put_together() => Assert.Equal("한글", SmsText.Carried("한글".Normalize(System.Text.NormalizationForm.FormD)));

    [Fact]
    public void A_cut_never_halves_a_letter_and_shows_that_it_was_made()
    {
        var cut = SmsText.Cut(new string('가', 50), 40);
        Assert.Equal(40, SmsText.Bytes(cut));
        Assert.Equal(new string('가', 19) + "…", cut);
        Assert.Equal("짧은 제목", SmsText.Cut("짧은 제목", 40));
    }
}
