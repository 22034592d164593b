namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Reads the tone of texts.</summary>
internal interface ISentimentModel
{
    /// <summary>Which model, and in which version: stored with each score.</summary>
    string Id { get; }

    /// <summary>Comments of one transaction, whose rows stay locked while they are read.</summary>
    int BatchSize => 500;

    /// <summary>Batches that may be read at the same time; more would only wait for each other, with their rows locked.</summary>
    int AtOnce => int.MaxValue;

    /// <summary>One score per text, in order. Any text can be scored, also an empty one. May be called by several threads.</summary>
    IReadOnlyList<SentimentScore> Score(IReadOnlyList<string> texts);

    /// <summary>Which words decided: start, length and weight in thousandths, three numbers for each; null for a text whose reasons the model cannot tell.</summary>
    IReadOnlyList<int[]?> Reasons(IReadOnlyList<string> texts, IReadOnlyList<SentimentScore> scores) => new int[]?[texts.Count];
}
