namespace SnsOps.Workers.Ai.Training;

/// <summary>
/// What makes scores honest probabilities, found on reviews kept from training: the temperature of polarity, and the
/// severity from which a negative comment is called a crisis.
/// </summary>
internal sealed record Calibration(float Temperature, float SeverityThreshold)
{
    /// <summary>How steeply a comment turns from negative into crisis around the threshold.</summary>
    public const float Sharpness = 2;

    // A tenth of the goal for reviews (0.5 %): the comments of brands, which it is for, are nearer to a crisis than films are.
    private const double AlarmShare = 0.0005;
    private const float LowestTemperature = 0.5f, HighestTemperature = 2f, TemperatureStep = 0.01f;

    public static Calibration Of(TrainedWeights model, IReadOnlyList<Example> reviews)
    {
        var temperature = BestTemperature(model, reviews);
        var limits = reviews.Select(review => AlarmLimit(model, review, temperature)).OrderDescending().ToList();
        return new Calibration(temperature, limits[(int)(reviews.Count * AlarmShare)]);
    }

    private static float BestTemperature(TrainedWeights model, IReadOnlyList<Example> reviews)
    {
        var scores = reviews.Select(review => model.Score(review.Ids)).ToList();
        var steps = (int)MathF.Round((HighestTemperature - LowestTemperature) / TemperatureStep);
        return Enumerable.Range(0, steps + 1).Select(step => LowestTemperature + (step * TemperatureStep)).MinBy(Loss);

        double Loss(float temperature) =>
            reviews.Zip(scores, (review, score) => -Math.Log(Math.Max(Probabilities.Softmax(score, temperature)[review.Polarity], float.Epsilon))).Sum();
    }

    /// <summary>Below this threshold the review would be called a crisis: the negative mass, shared out by severity, would win.</summary>
    private static float AlarmLimit(TrainedWeights model, in Example review, float temperature)
    {
        var scores = model.Score(review.Ids);
        var shares = Probabilities.Softmax(scores, temperature);
        var needed = Math.Max(Math.Max(shares[0], shares[1]) / shares[2], 0.5f);
        return needed < 1 ? scores[3] - (MathF.Log(needed / (1 - needed)) / Sharpness) : float.NegativeInfinity;
    }
}
