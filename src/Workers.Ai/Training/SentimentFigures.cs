using System.Globalization;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>How well probabilities fit rated reviews. Crisis counts as negative wherever three classes are compared.</summary>
internal sealed class SentimentFigures
{
    private const int Classes = 3, Bins = 15;
    private const int Positive = (int)SentimentClass.Positive, Neutral = (int)SentimentClass.Neutral, Negative = (int)SentimentClass.Negative, Crisis = (int)SentimentClass.Crisis;
    private const int HighestNegative = 4, LowestPositive = 9;

    private readonly int[] _binRight = new int[Bins];
    private readonly double[] _binSure = new double[Bins];
    private int _rows, _alarms, _twoSided, _twoSidedRight;

    /// <summary>Rows by label, columns by answer: positive, neutral, negative.</summary>
    public int[,] Confusion { get; } = new int[Classes, Classes];

    public static SentimentFigures Of(IReadOnlyList<Review> reviews, IReadOnlyList<float[]> probabilities)
    {
        var figures = new SentimentFigures();
        for (var i = 0; i < reviews.Count; i++)
            figures.Add(reviews[i], probabilities[i]);
        return figures;
    }

    /// <summary>Of the rows rated 1 to 4 or 9 to 10, how many are on their side, with neutral left out of account; in percent.</summary>
    public double TwoClass => Percent(_twoSidedRight, _twoSided);

    /// <summary>How many rows would raise an alarm, in percent.</summary>
    public double Alarms => Percent(_alarms, _rows);

    /// <summary>The mean over the three classes of the harmonic mean of precision and recall.</summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Average(F1);

    /// <summary>Expected calibration error: how far the top class's probability is from how often it is right, over 15 bins.</summary>
    public double CalibrationError => Enumerable.Range(0, Bins).Sum(bin => Math.Abs(_binSure[bin] - _binRight[bin])) / Math.Max(1, _rows);

    /// <summary>One line a figure, then the confusion matrix.</summary>
    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"two-class {TwoClass:f2} %");
        yield return string.Create(CultureInfo.InvariantCulture, $"macro-F1 {MacroF1:f3}");
        yield return string.Create(CultureInfo.InvariantCulture, $"ECE {CalibrationError:f3}");
        yield return string.Create(CultureInfo.InvariantCulture, $"alarms {Alarms:f2} %");
        yield return "confusion (label \\ answer)  positive   neutral  negative";
        foreach (var (name, label) in new[] { ("positive", Positive), ("neutral", Neutral), ("negative", Negative) })
            yield return $"{name,-26}{Confusion[label, Positive],10}{Confusion[label, Neutral],10}{Confusion[label, Negative],10}";
    }

    private void Add(Review review, float[] probabilities)
    {
        float[] three = [probabilities[Positive], probabilities[Neutral], probabilities[Negative] + probabilities[Crisis]];
        var answer = Array.IndexOf(three, three.Max());
        var right = answer == (int)review.Label;
        Confusion[(int)review.Label, answer]++;

        var bin = Math.Min(Bins - 1, (int)(three[answer] * Bins));
        _binSure[bin] += three[answer];
        _binRight[bin] += right ? 1 : 0;

        _rows++;
        _alarms += Array.IndexOf(probabilities, probabilities.Max()) == Crisis ? 1 : 0;
        if (review.Rating is <= HighestNegative or >= LowestPositive)
        {
            _twoSided++;
            _twoSidedRight += three[Positive] > three[Negative] == review.Rating >= LowestPositive ? 1 : 0;
        }
    }

    private double F1(int label)
    {
        var (labelled, answered) = (0, 0);
        for (var other = 0; other < Classes; other++)
        {
            labelled += Confusion[label, other];
            answered += Confusion[other, label];
        }
        return labelled + answered == 0 ? 0 : 2.0 * Confusion[label, label] / (labelled + answered);
    }

    private static double Percent(int part, int whole) => whole == 0 ? 0 : 100.0 * part / whole;
}
