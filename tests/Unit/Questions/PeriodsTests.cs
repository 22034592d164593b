using SnsOps.Workers.Ai.QuestionGrammar;

namespace SnsOps.Unit.Questions;

/// <summary>Which days a question means. Today is Wednesday, 18 November 2026.</summary>
public sealed class PeriodsTests
{
    private static readonly DateOnly Today = new(2026, 11, 18);

    [Theory]
    [InlineData("어제 댓글", "2026-11-17", "2026-11-17", "어제")]
    [InlineData("지난주에는 어땠어", "2026-11-09", "2026-11-15", "지난주")]
    [InlineData("이번 주 댓글", "2026-11-16", "2026-11-22", "이번 주")]
    [InlineData("지난달의 댓글", "2026-10-01", "2026-10-31", "지난달")]
    [InlineData("12월 게시물", "2026-12-01", "2026-12-31", "12월")]
    [InlineData("3월 댓글", "2026-03-01", "2026-03-31", "3월")]
    [InlineData("작년 2월 댓글", "2025-02-01", "2025-02-28", "작년 2월")]
    [InlineData("2024년 2월 29일에", "2024-02-29", "2024-02-29", "2024년 2월 29일")]
    [InlineData("10월 5일부터 10월 12일까지", "2026-10-05", "2026-10-12", null)]
    [InlineData("9월 1일부터 15일까지", "2026-09-01", "2026-09-15", null)]
    [InlineData("9월부터 10월까지", "2026-09-01", "2026-10-31", null)]
    [InlineData("2026-10-01 ~ 2026-10-03", "2026-10-01", "2026-10-03", null)]
    [InlineData("최근 7일 동안", "2026-11-12", "2026-11-18", null)]
    [InlineData("지난 3개월", "2026-08-19", "2026-11-18", null)]
    [InlineData("3분기", "2026-07-01", "2026-09-30", "3분기")]
    public void A_period_is_found_and_taken_out(string text, string from, string to, string? name)
    {
        var rest = text;
        var period = Assert.Single(Periods.Take(ref rest, Today));

        Assert.Equal((from, to), ($"{period.From:yyyy-MM-dd}", $"{period.To:yyyy-MM-dd}"));
        Assert.Equal(name ?? period.Name, period.Name);
        Assert.NotEqual(text, rest);
    }

    [Theory]
    [InlineData("10월까지 달린 댓글")]
    [InlineData("지난주 이후 댓글")]
    [InlineData("지난달보다 많은")]
    [InlineData("13월 댓글")]
    [InlineData("2월 30일 댓글")]
    [InlineData("월별 댓글")]
    [InlineData("이번 주말 댓글")]
    public void What_is_no_period_or_only_the_end_of_one_is_left(string text)
    {
        var rest = text;

        Assert.Empty(Periods.Take(ref rest, Today));
        Assert.Equal(text, rest);
    }
}
