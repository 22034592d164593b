namespace SnsOps.Workers.Ai.Training;

/// <summary>One text as training sees it.</summary>
/// <param name="Ids">The buckets of its n-grams.</param>
/// <param name="Polarity">0 positive, 1 neutral, 2 negative.</param>
/// <param name="IsCrisis">What the severity head should say.</param>
/// <param name="PolarityWeight">How much the polarity head minds being wrong here.</param>
/// <param name="SeverityWeight">How much the severity head minds it.</param>
/// <param name="IsMade">From the project's own sentences, not from a person.</param>
internal readonly record struct Example(int[] Ids, int Polarity, bool IsCrisis, float PolarityWeight, float SeverityWeight, bool IsMade = false);
