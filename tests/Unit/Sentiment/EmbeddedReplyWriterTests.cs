using SnsOps.Workers.Ai.Drafts;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Unit.Sentiment;

public sealed class EmbeddedReplyWriterTests
{
    public static TheoryData<string> Comments =>
    [
        "커피가 정말 맛있어요", "몇 시까지 하나요?", "환불해 주세요 결제가 두 번 됐어요", "한 시간 기다렸어요", "직원이 무례했습니다", "너무 비싸요",
        "맛이 변했네요", "감사합니다", "", "👍", "시발 돈 돌려내 https://bad.example/x 010-1234-5678", "식중독 걸렸습니다",
    ];

    [Theory]
    [MemberData(nameof(Comments))]
    public void A_draft_is_short_polite_and_repeats_nothing_of_the_comment(string message)
    {
        foreach (var sentiment in Enum.GetValues<SentimentClass>())
        {
            var draft = EmbeddedReplyWriter.Write("온기카페", "minji", message, sentiment);

            Assert.StartsWith("minji님, 안녕하세요. 온기카페입니다.", draft, StringComparison.Ordinal);
            Assert.InRange(draft.Length, 40, 300);
            Assert.DoesNotContain("http", draft, StringComparison.Ordinal);
            Assert.DoesNotContain("시발", draft, StringComparison.Ordinal);
            Assert.DoesNotContain(draft, char.IsDigit);
            Assert.Equal(draft, EmbeddedReplyWriter.Write("온기카페", "minji", message, sentiment));
        }
    }

    [Theory]
    [InlineData("bad.com")]
    [InlineData("01012345678")]
    [InlineData("병신들")]
    [InlineData("<b>x</b>")]
    [InlineData("")]
    public void A_name_that_may_not_be_shown_is_not(string author) =>
        Assert.StartsWith("고객님, ", EmbeddedReplyWriter.Write("온기카페", author, "좋아요", SentimentClass.Positive), StringComparison.Ordinal);

    [Theory]
    [InlineData("환불해 주세요", "결제")]
    [InlineData("두 시간을 기다렸어요", "기다")]
    [InlineData("너무 비싸요", "가격")]
    public void A_complaint_is_answered_to_its_point(string message, string word)
    {
        var drafts = Enumerable.Range(0, 20).Select(i => EmbeddedReplyWriter.Write("온기카페", $"guest{i}", message, SentimentClass.Negative)).ToList();

        Assert.Contains(drafts, draft => draft.Contains(word, StringComparison.Ordinal));
        Assert.All(drafts, draft => Assert.Contains("죄송", draft, StringComparison.Ordinal));
        Assert.True(drafts.Select(draft => draft[draft.IndexOf("온기", StringComparison.Ordinal)..]).Distinct().Count() > 1, "every draft is the same");
    }

    [Fact]
    public void A_crisis_is_taken_out_of_public_with_an_apology()
    {
        foreach (var i in Enumerable.Range(0, 20))
        {
            var draft = EmbeddedReplyWriter.Write("서울숲 치과", $"guest{i}", "신고하겠습니다", SentimentClass.Crisis);

            Assert.Contains("메시지로", draft, StringComparison.Ordinal);
            Assert.Contains("담당자", draft, StringComparison.Ordinal);
            Assert.True(draft.Contains("사과드립니다", StringComparison.Ordinal) || draft.Contains("죄송", StringComparison.Ordinal), draft);
        }
    }

    [Fact]
    public void Long_names_do_not_make_a_long_draft() =>
        Assert.InRange(EmbeddedReplyWriter.Write(new string('가', 500), new string('a', 500), new string('나', 9_000), SentimentClass.Crisis).Length, 40, 300);

    [Fact]
    public void A_question_is_promised_an_answer_not_a_fact()
    {
        var draft = EmbeddedReplyWriter.Write("온기카페", "minji", "오늘 몇 시까지 하나요?", SentimentClass.Neutral);

        Assert.True(draft.Contains("확인", StringComparison.Ordinal) || draft.Contains('답'), draft);
    }
}
