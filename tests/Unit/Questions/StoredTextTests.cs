using SnsOps.Shared.Database;
using SnsOps.Workers.Ai.QuestionGrammar;

namespace SnsOps.Unit.Questions;

/// <summary>What PostgreSQL stores no text with is not made by cutting one, and not taken from a model.</summary>
public sealed class StoredTextTests
{
    [Theory]
    [InlineData("맛있어요😀", 6, "맛있어요😀")]
    [InlineData("맛있어요😀", 5, "맛있어요")]
    [InlineData("맛있어요😀", 4, "맛있어요")]
    [InlineData("😀", 1, "")]
    [InlineData("", 0, "")]
    public void A_text_is_cut_between_letters(string text, int most, string first) => Assert.Equal(first, Letters.First(text, most));

    [Theory]
    [InlineData("😀맛있어요", 6, "😀맛있어요")]
    [InlineData("😀맛있어요", 5, "맛있어요")]
    [InlineData("😀맛있어요", 4, "맛있어요")]
    [InlineData("😀", 1, "")]
    [InlineData("", 0, "")]
    public void So_is_the_end_of_one(string text, int most, string last) => Assert.Equal(last, Letters.Last(text, most));

    [Fact]
    public void A_plan_with_a_NUL_is_none()
    {
        Assert.Equal("어느 달을 볼까요?", QuestionPlan.Parse("""{"kind":"ask_back","message":"어느 달을 볼까요?"}""")!.Message);
        Assert.Null(QuestionPlan.Parse("""{"kind":"ask_back","message":"어느\u0000 달을 볼까요?"}"""));
    }
}
