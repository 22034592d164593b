namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>A model's numbers as probabilities.</summary>
internal static class Shares
{
    /// <summary>Softmax.</summary>
    public static float[] Of(ReadOnlySpan<float> logits)
    {
        var shares = new float[logits.Length];
        var (most, sum) = (float.NegativeInfinity, 0f);
        foreach (var logit in logits)
            most = Math.Max(most, logit);
        for (var i = 0; i < shares.Length; i++)
            sum += shares[i] = MathF.Exp(logits[i] - most);
        for (var i = 0; i < shares.Length; i++)
            shares[i] /= sum;
        return shares;
    }
}
