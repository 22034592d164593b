namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>A model from a file, which can also say how probable each class is.</summary>
internal interface IProbabilityModel : ISentimentModel, IDisposable
{
    /// <summary>The probability of each class for each text, in the order of <see cref="SentimentClass"/>.</summary>
    List<float[]> Probabilities(IReadOnlyList<string> texts);
}
