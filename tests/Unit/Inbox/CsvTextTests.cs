using System.Text;
using SnsOps.Api.Inbox;

namespace SnsOps.Unit.Inbox;

/// <summary>Lines of CSV that no spreadsheet runs.</summary>
public sealed class CsvTextTests
{
    [Theory]
    [InlineData("맛있어요", "맛있어요")]
    [InlineData("하나, 둘", "\"하나, 둘\"")]
    [InlineData("그는 \"최고\"라고", "\"그는 \"\"최고\"\"라고\"")]
    [InlineData("첫 줄\n둘째 줄", "\"첫 줄\n둘째 줄\"")]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+82 10", "\"'+82 10\"")]
    [InlineData("-1+1", "\"'-1+1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("＝1+1", "\"'＝1+1\"")]
    [InlineData("1=1", "1=1")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_text_and_stays_text(string? cell, string written)
    {
        var text = new StringBuilder();
        CsvText.AppendLine(text, cell, "끝");
        Assert.Equal(written + ",끝\r\n", text.ToString());
    }
}
