using System.Text;
using SnsOps.Api.Media;

namespace SnsOps.Unit.Api;

/// <summary>A file keeps the name people gave it, as far as it is one.</summary>
public sealed class FileNamesTests
{
    [Theory]
    [InlineData("봄세일.mp4", "봄세일.mp4")]
    [InlineData("  가을 메뉴 (최종).jpg ", "가을 메뉴 (최종).jpg")]
    [InlineData("C:\\사진\\라떼.jpg", "라떼.jpg")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("표 | 규칙 <b>.png", "표  규칙 b.png")]
    [InlineData("gpj.\u202Eexe\r\n\0.mp4", "gpj.exe.mp4")]
    [InlineData("짝\uFFFE.jpg", "짝\uFFFD.jpg")]
    [InlineData("\u200B", null)]
    [InlineData("사진/", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void It_is_the_last_part_without_what_cannot_be_seen_or_stand_in_a_name(string? sent, string? kept) => Assert.Equal(kept, FileNames.Clean(sent));

    [Fact]
    public void Hangul_that_came_in_pieces_is_put_together() =>
        Assert.Equal("봄세일.mp4", FileNames.Clean("봄세일.mp4".Normalize(NormalizationForm.FormD)));

    [Fact]
    public void A_long_name_keeps_its_ending_and_no_half_of_an_emoji()
    {
        Assert.Equal(new string('가', 116) + ".mp4", FileNames.Clean(new string('가', 400) + ".mp4"));
        Assert.Equal(new string('가', 115) + ".mp4", FileNames.Clean(new string('가', 115) + "🍂🍂.mp4"));
        Assert.Equal(new string('가', 120), FileNames.Clean(new string('가', 130)));
    }
}
