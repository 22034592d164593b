using System.Runtime.Intrinsics;

namespace SnsOps.Workers.Ai.Training;

/// <summary>What training found: per bucket a weight for positive, neutral, negative and severity, and what each starts from.</summary>
internal sealed record TrainedWeights(Vector128<float>[] Weights, Vector128<float> Biases)
{
    /// <summary>The four scores of a text, before softmax and sigmoid.</summary>
    public Vector128<float> Score(ReadOnlySpan<int> ids)
    {
        var sum = Vector128<float>.Zero;
        foreach (var id in ids)
            sum += Weights[id];
        return (sum * Share(ids.Length)) + Biases;
    }

    /// <summary>What each n-gram of a text counts: the text as a vector has length 1.</summary>
    public static float Share(int count) => 1 / MathF.Sqrt(Math.Max(1, count));

    /// <summary>The mean of models trained in different orders: steadier than each.</summary>
    public static TrainedWeights Mean(IReadOnlyList<TrainedWeights> models)
    {
        var weights = new Vector128<float>[models[0].Weights.Length];
        var biases = Vector128<float>.Zero;
        foreach (var model in models)
        {
            for (var i = 0; i < weights.Length; i++)
                weights[i] += model.Weights[i] / models.Count;
            biases += model.Biases / models.Count;
        }
        return new TrainedWeights(weights, biases);
    }
}
