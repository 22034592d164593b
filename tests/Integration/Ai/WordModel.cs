using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Integration.Ai;

/// <summary>Knows four words. A text that says 고장 breaks it.</summary>
internal sealed class WordModel : ISentimentModel
{
    public string Id => "words@1";

    public IReadOnlyList<SentimentScore> Score(IReadOnlyList<string> texts) => [.. texts.Select(Score)];

    private static SentimentScore Score(string text) =>
        text.Contains("고장", StringComparison.Ordinal) ? throw new InvalidOperationException("the model broke")
        : text.Contains("식중독", StringComparison.Ordinal) ? new SentimentScore(SentimentClass.Crisis, 0.95f)
        : text.Contains("별로", StringComparison.Ordinal) ? new SentimentScore(SentimentClass.Negative, 0.8f)
        : text.Contains("최고", StringComparison.Ordinal) ? new SentimentScore(SentimentClass.Positive, 0.9f)
        : new SentimentScore(SentimentClass.Neutral, 0.6f);
}
