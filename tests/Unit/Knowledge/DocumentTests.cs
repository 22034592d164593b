using SnsOps.Workers.Ai.IndexKnowledge;

namespace SnsOps.Unit.Knowledge;

/// <summary>How documents are taken apart before they are cut.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void What_stands_under_a_heading_knows_its_headings()
    {
        var sections = DocumentSections.Of("text/markdown", "머리말\n# 성수점\n소개\n## 주차\n지하 2층\n```\n# 제목이 아닙니다\n```\n## 영업시간\n밤 10시\n# 강남점\n끝").Where(s => s.Text.Trim().Length > 0)
            .Select(s => $"{s.Heading}: {s.Text.Trim().Split('\n')[0]}");

        Assert.Equal([": 머리말", "성수점: 소개", "성수점 > 주차: 지하 2층", "성수점 > 영업시간: 밤 10시", "강남점: 끝"], sections);
    }

    [Fact]
    public void A_row_of_a_table_is_a_section_that_names_its_columns()
    {
        var sections = DocumentSections.Of("text/csv", "질문,답변,비고\r\n\"주차, 되나요?\",\"지하 2층입니다.\n\"\"두 시간\"\" 무료\",\r\n\r\n배송은?,이틀,섬 제외\n");

        Assert.Equal(["질문: 주차, 되나요?\n답변: 지하 2층입니다.\n\"두 시간\" 무료", "질문: 배송은?\n답변: 이틀\n비고: 섬 제외"], sections.Select(s => s.Text));
    }

    [Fact]
    public void Tabs_and_semicolons_part_cells_too()
    {
        Assert.Equal(["질문: 주차\n답변: 됩니다"], DocumentSections.Of("text/csv", "질문\t답변\n주차\t됩니다").Select(s => s.Text));
        Assert.Equal(["질문: 주차\n답변: 됩니다"], DocumentSections.Of("text/csv", "질문;답변\n주차;됩니다").Select(s => s.Text));
    }

    [Fact]
    public void A_heading_or_a_column_of_endless_length_is_cut_as_every_chunk_says_it_again()
    {
        var endless = new string('가', 100_000);

        Assert.InRange(DocumentSections.Of("text/markdown", $"# {endless}\n## {endless}\n### {endless}\n글").Max(s => s.Heading.Length), 600, 700);
        Assert.InRange(DocumentSections.Of("text/csv", $"{endless},답변\n주차,됩니다").Single().Text.Length, 200, 250);
    }

    [Theory]
    [InlineData("%PDF-1.7\n쓰레기")]
    [InlineData("%PDF-")]
    [InlineData("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>")]
    public void A_broken_pdf_says_why_it_cannot_be_read(string bytes)
    {
        var (text, error) = DocumentText.OfPdf(System.Text.Encoding.UTF8.GetBytes(bytes), TestContext.Current.CancellationToken);

        Assert.Null(text);
        Assert.Contains("PDF", error, StringComparison.Ordinal);
    }
}
