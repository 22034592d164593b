using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Unit.Sentiment;

/// <summary>The words that are named for a verdict are in the text, and are those that a person would name.</summary>
public sealed class ScoreReasonsTests
{
    [Theory]
    [InlineData("어제 샌드위치 먹고 식중독에 걸려서 응급실에 다녀왔습니다", nameof(SentimentClass.Crisis), "식중독에")]
    [InlineData("어제 샌드위치를 먹었는데 정말 최악이었어요", nameof(SentimentClass.Negative), "최악이었어요")]
    [InlineData("😡 어제   샌드위치   정말 최악이었어요", nameof(SentimentClass.Negative), "최악이었어요")]
    [InlineData("오늘 산 케이크 너무 맛있어요 또 올게요", nameof(SentimentClass.Positive), "맛있어요")]
    public void The_words_that_decided_are_named(string text, string verdict, string word)
    {
        using var model = HashedNgramModel.Load(HashedNgramModel.ShippedFile);

        var spans = model.Reasons([text], [new SentimentScore(Enum.Parse<SentimentClass>(verdict), 0.9f)])[0]!;

        var words = spans.Chunk(3).Select(s => text.Substring(s[0], s[1])).ToList();
        Assert.Contains(word, words);
        Assert.InRange(words.Count, 1, 3);
        Assert.InRange(spans.Chunk(3).Sum(s => s[2]), 100, 1000);
        Assert.All(words, w => Assert.DoesNotContain(' ', w));
    }

    [Fact]
    public void A_text_without_words_has_no_reasons()
    {
        using var model = HashedNgramModel.Load(HashedNgramModel.ShippedFile);

        Assert.Equal([null, null], model.Reasons(["", "   "], [new SentimentScore(SentimentClass.Neutral, 0.5f), new SentimentScore(SentimentClass.Neutral, 0.5f)]));
    }
}
