using System.Runtime.Intrinsics;

namespace SnsOps.Workers.Ai.Training;

/// <summary>Scores turned into shares, as the exported graph does it.</summary>
internal static class Probabilities
{
    /// <summary>Positive, neutral and negative share; the fourth element is 0. A higher temperature makes them less sure.</summary>
    public static Vector128<float> Softmax(Vector128<float> scores, float temperature)
    {
        var most = Math.Max(scores[0], Math.Max(scores[1], scores[2]));
        var positive = MathF.Exp((scores[0] - most) / temperature);
        var neutral = MathF.Exp((scores[1] - most) / temperature);
        var negative = MathF.Exp((scores[2] - most) / temperature);
        return Vector128.Create(positive, neutral, negative, 0) / (positive + neutral + negative);
    }

    public static float Sigmoid(float score) => 1 / (1 + MathF.Exp(-score));
}
