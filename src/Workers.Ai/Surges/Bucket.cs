namespace SnsOps.Workers.Ai.Surges;

/// <summary>What came within one step of time: an hour, or a day. Copies of the same text and more by the same author count once.</summary>
/// <param name="Comments">All that have a score.</param>
/// <param name="Negatives">Those of them that are negative or of the crisis class.</param>
internal readonly record struct Bucket(double Comments, double Negatives)
{
    public static Bucket operator +(Bucket a, Bucket b) => new(a.Comments + b.Comments, a.Negatives + b.Negatives);
}
