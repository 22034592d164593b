using System.Text.Json;
using SnsOps.Shared.Copy;
using SnsOps.Shared.Database;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Ai.Copy;
using SnsOps.Workers.Ai.QuestionGrammar;
using SnsOps.Workers.Publishing.Channels;
using SnsOps.Workers.Publishing.Platforms;

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
    public void A_text_that_cannot_be_normalised_is_composed_all_the_same()
    {
        Assert.Equal("응급실이에요\uFFFD", Letters.Composed("응급실이에요\uFFFE"));
        Assert.Equal("응급실\uFFFD이에요\uFFFD", Letters.Composed("응급실\uD83D이에요\uDE00"));
        Assert.Equal("한글 😀", Letters.Composed("\u1112\u1161\u11AB글 😀"));
        Assert.Equal("응급실\uFFFD", MetaJson.Text(JsonDocument.Parse("{\"message\": \"응급실\uFFFE\"}").RootElement, "message"));
    }

    [Fact]
    public void Whoever_compares_texts_takes_any()
    {
        const string Odd = "할인\uFFFE 광고 \uDE00";
        Assert.Equal(["광고"], BannedWords.In(Odd, ["광고", "\uFFFE환불"]));
        Assert.Equal(Fingerprints.Of(Odd), Fingerprints.Of(Odd + "\r\n"));
        Assert.StartsWith("할인", SmsText.Carried(Odd), StringComparison.Ordinal);
        Assert.NotNull(CopyDiversity.Mean([Odd, "할인"]));
        Assert.IsNotType<Understood.Clear>(QuestionReader.Read(Odd, new DateOnly(2026, 8, 7), [Odd], null));
    }

    [Fact]
    public void A_plan_with_a_NUL_is_none()
    {
        Assert.Equal("어느 달을 볼까요?", QuestionPlan.Parse("""{"kind":"ask_back","message":"어느 달을 볼까요?"}""")!.Message);
        Assert.Null(QuestionPlan.Parse("""{"kind":"ask_back","message":"어느\u0000 달을 볼까요?"}"""));
    }
}
