using System.Diagnostics;
using System.Globalization;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>Measures a model file on rated reviews, through the same code that scores comments.</summary>
internal static class EvalSentiment
{
    private const int WarmUpTexts = 2_000, ReasonTexts = 5_000;

    public static void Run(string dataFile, string modelFile, TextWriter output)
    {
        var reviews = ReviewFile.Read(dataFile);
        using var model = SentimentModels.Open(modelFile, new SentimentOptions().ReasonParts);
        var texts = reviews.ConvertAll(review => review.Text);
        model.Probabilities(texts[..Math.Min(WarmUpTexts, texts.Count)]);

        var started = Stopwatch.GetTimestamp();
        var probabilities = model.Probabilities(texts);
        var elapsed = Stopwatch.GetElapsedTime(started);

        output.WriteLine($"model {model.Id}, {reviews.Count} rows");
        foreach (var line in SentimentFigures.Of(reviews, probabilities).Lines())
            output.WriteLine(line);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{texts.Count / elapsed.TotalSeconds:f0} texts/s on one core, features and model"));
        var some = texts[..Math.Min(ReasonTexts, texts.Count)];
        var scores = model.Score(some);
        started = Stopwatch.GetTimestamp();
        model.Reasons(some, scores);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{some.Count / Stopwatch.GetElapsedTime(started).TotalSeconds:f0} texts/s on one core for the words that decided"));
        output.WriteLine(CrisisFigures.Of(model).Line);
    }
}
