using System.Runtime.Intrinsics;

namespace SnsOps.Workers.Ai.Training;

/// <summary>
/// How far each bucket's weights may move per step: far where the bucket tells classes apart by mere counting (the
/// log-ratio of naive Bayes, after Wang and Manning 2012), little where it occurs everywhere alike.
/// </summary>
internal static class StepSizes
{
    private const float Least = 0.1f;
    private const int Classes = 3;

    // Severity learns from few sentences, which must not be learnt by heart: see SentimentTrainer.
    private const float SeverityStep = 3;

    public static Vector128<float>[] Of(IReadOnlyList<Example> examples, int buckets)
    {
        var counts = new int[buckets * Classes];
        var totals = new double[Classes];
        // Made sentences repeat their templates: counting them would call every template's words telling.
        foreach (var example in examples.Where(example => !example.IsMade))
        {
            foreach (var id in example.Ids)
                counts[(id * Classes) + example.Polarity]++;
            totals[example.Polarity] += example.Ids.Length;
        }

        var steps = new Vector128<float>[buckets];
        var squares = Vector128<double>.Zero;
        double occurrences = 0;
        for (var id = 0; id < buckets; id++)
        {
            var (positive, neutral, negative) = (counts[id * Classes], counts[(id * Classes) + 1], counts[(id * Classes) + 2]);
            var side = LogRatio(positive + 1, totals[0], negative + 1, totals[2]);
            var middle = LogRatio(neutral + 1, totals[1], positive + negative + 2, totals[0] + totals[2]);
            steps[id] = Vector128.Create(side, middle, side, SeverityStep);
            squares += (double)(positive + neutral + negative) * Vector128.Create((double)side * side, (double)middle * middle);
            occurrences += positive + neutral + negative;
        }

        // On average a step is as far as without: the learning rate keeps its meaning.
        var (sides, middles) = ((float)Math.Sqrt(occurrences / squares[0]), (float)Math.Sqrt(occurrences / squares[1]));
        var balance = Vector128.Create(sides, middles, sides, 1);
        for (var id = 0; id < buckets; id++)
            steps[id] *= balance;
        return steps;
    }

    private static float LogRatio(double count, double total, double otherCount, double otherTotal) =>
        (float)Math.Abs(Math.Log(count / otherCount * (otherTotal / total))) + Least;
}
