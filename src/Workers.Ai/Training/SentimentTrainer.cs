using System.Runtime.Intrinsics;

namespace SnsOps.Workers.Ai.Training;

/// <summary>
/// Trains both heads at once: polarity by softmax, severity by logistic regression, over the same n-grams, with AdaGrad.
/// The same examples and recipe give the same weights.
/// </summary>
internal sealed class SentimentTrainer(TrainingRecipe recipe, int buckets, Action<string> report)
{
    private const float Epsilon = 1e-3f;

    // Large: severity moves by how often and how consistently a word tells, not by a first sight of it.
    private const float SeverityEpsilon = 1f;
    private static readonly Vector128<float> Brake = Vector128.Create(Epsilon, Epsilon, Epsilon, SeverityEpsilon);

    public TrainedWeights Train(IReadOnlyList<Example> examples)
    {
        var steps = StepSizes.Of(examples, buckets);
        var models = new TrainedWeights[recipe.Models];
        Parallel.For(0, recipe.Models, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, number => models[number] = TrainOne(examples, steps, number));
        return TrainedWeights.Mean(models);
    }

    private TrainedWeights TrainOne(IReadOnlyList<Example> examples, Vector128<float>[] steps, int number)
    {
        var random = new Random(recipe.Seed + number);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var model = new TrainedWeights(new Vector128<float>[buckets], Vector128<float>.Zero);
        var travelled = new Vector128<float>[buckets];
        var biasesTravelled = Vector128<float>.Zero;
        for (var epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            random.Shuffle(order);
            var rate = recipe.LearningRate * (1 - (epoch / (float)recipe.Epochs));
            var loss = 0d;
            foreach (var place in order)
            {
                var example = examples[place];
                var error = Error(model.Score(example.Ids), example, ref loss);
                biasesTravelled += error * error;
                model = model with { Biases = model.Biases - (error * rate / Slowness(biasesTravelled)) };
                Step(model.Weights, travelled, steps, example.Ids, error * TrainedWeights.Share(example.Ids.Length), rate);
            }
            report($"모델 {number + 1}/{recipe.Models}, {epoch + 1}/{recipe.Epochs}회차: 손실 {loss / examples.Count:f4} | model {number + 1}, epoch {epoch + 1}: loss {loss / examples.Count:f4}");
        }
        return model;
    }

    private static void Step(Vector128<float>[] weights, Vector128<float>[] travelled, Vector128<float>[] steps, int[] ids, Vector128<float> slope, float rate)
    {
        foreach (var id in ids)
        {
            var size = steps[id];
            var gradient = slope * size;
            var distance = travelled[id] + (gradient * gradient);
            travelled[id] = distance;
            weights[id] -= size * (gradient * rate / Slowness(distance));
        }
    }

    private static Vector128<float> Slowness(Vector128<float> distance) => Vector128.Sqrt(distance) + Brake;

    /// <summary>How wrong each score is; adds the polarity's loss to <paramref name="loss"/>.</summary>
    private static Vector128<float> Error(Vector128<float> scores, in Example example, ref double loss)
    {
        var shares = Probabilities.Softmax(scores, 1);
        loss -= Math.Log(Math.Max(shares[example.Polarity], float.Epsilon));
        var severity = (Probabilities.Sigmoid(scores[3]) - (example.IsCrisis ? 1 : 0)) * example.SeverityWeight;
        return (shares.WithElement(example.Polarity, shares[example.Polarity] - 1) * example.PolarityWeight).WithElement(3, severity);
    }
}
