using SnsOps.Workers.Ai.Training;

namespace SnsOps.Unit.Sentiment;

/// <summary>Training on a world small enough to know: four words, four meanings.</summary>
public sealed class SentimentTrainerTests
{
    private const int Buckets = 64;
    private static readonly TrainingRecipe Recipe = new() { Models = 2, Epochs = 20 };

    // 0 praises, 1 is mixed, 2 complains, 2 with 3 is a crisis; 10 to 19 occur everywhere.
    private static readonly List<Example> World =
    [
        .. Enumerable.Range(0, 400).Select(i => (i % 4) switch
        {
            0 => new Example([0, 10 + (i % 10)], 0, false, 1, 1),
            1 => new Example([1, 10 + (i % 10)], 1, false, 1, 1),
            2 => new Example([2, 10 + (i % 10)], 2, false, 1, 1),
            _ => new Example([2, 3, 10 + (i % 10)], 2, true, 1, 1),
        }),
    ];

    [Fact]
    public void The_meanings_are_learnt()
    {
        var model = Train();

        Assert.Equal([0, 1, 2], new[] { 0, 1, 2 }.Select(word => Top(model, word)));
        Assert.True(model.Score([2, 3, 12])[3] > 0, "the crisis word raises the alarm");
        Assert.True(model.Score([2, 12])[3] < 0, "a complaint alone does not");
    }

    [Fact]
    public void The_same_examples_give_the_same_weights()
    {
        var (first, second) = (Train(), Train());

        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.Biases, second.Biases);
    }

    [Fact]
    public void Rounding_to_bytes_keeps_the_meanings()
    {
        var rounded = QuantizedWeights.Of(Train());

        Assert.Equal([0, 1, 2], new[] { 0, 1, 2 }.Select(word => Top(rounded.ToWeights(), word)));
        Assert.All(rounded.Values[^QuantizedWeights.Columns..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Calibration_lets_no_ordinary_review_raise_an_alarm()
    {
        var model = Train();
        var ordinary = World.Where(example => !example.IsCrisis).ToList();

        var calibration = Calibration.Of(model, ordinary);

        Assert.True(model.Score([2, 3, 12])[3] > calibration.SeverityThreshold);
        Assert.True(model.Score([2, 12])[3] <= calibration.SeverityThreshold + 0.5f);
        Assert.InRange(calibration.Temperature, 0.5f, 2);
    }

    private static TrainedWeights Train() => new SentimentTrainer(Recipe, Buckets, _ => { }).Train(World);

    private static int Top(TrainedWeights model, int word)
    {
        var shares = Probabilities.Softmax(model.Score([word, 12]), 1);
        return Enumerable.Range(0, 3).MaxBy(label => shares[label]);
    }
}
