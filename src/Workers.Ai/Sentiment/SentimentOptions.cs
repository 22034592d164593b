namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Which model reads comments. Section "Sentiment".</summary>
internal sealed class SentimentOptions
{
    /// <summary>A file made by <c>./snsops train sentiment</c>; empty: the one that comes with the program.</summary>
    public string ModelPath { get; init; } = "";
}
