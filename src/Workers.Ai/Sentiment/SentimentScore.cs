namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>What a comment's tone is; in the database in lower case.</summary>
internal enum SentimentClass
{
    /// <summary>Praise, thanks.</summary>
    Positive,

    /// <summary>Mixed, a question, small talk.</summary>
    Neutral,

    /// <summary>Discontent.</summary>
    Negative,

    /// <summary>Discontent that may do the brand harm: safety, law, leaks, discrimination, boycotts, the press.</summary>
    Crisis,
}

/// <summary>What a model says of one text.</summary>
/// <param name="Class">The most probable class.</param>
/// <param name="Probability">Of that class, 0 to 1.</param>
internal readonly record struct SentimentScore(SentimentClass Class, float Probability)
{
    /// <summary>The most probable class of four.</summary>
    public static SentimentScore Best(float[] probabilities)
    {
        var best = probabilities.AsSpan().IndexOf(probabilities.Max());
        return new SentimentScore((SentimentClass)best, probabilities[best]);
    }
}
