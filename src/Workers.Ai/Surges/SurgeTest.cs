namespace SnsOps.Workers.Ai.Surges;

/// <summary>Judges a window of comments by a rule and by what is usual.</summary>
internal static class SurgeTest
{
    private const double CriticalTail = 1e-12, CriticalTimes = 4, CriticalNegatives = 30;

    /// <summary>Null: nothing out of the ordinary. Both must be: more negatives than at other such times, and a greater share of the comments.</summary>
    /// <param name="rule">How far from the usual alarms.</param>
    /// <param name="usual">What is usual.</param>
    /// <param name="start">Where the window begins, as a place of the week.</param>
    /// <param name="length">Of the window, in buckets.</param>
    /// <param name="seen">What came in it.</param>
    public static Finding? Judge(SurgeRule rule, Baseline usual, double start, double length, Bucket seen)
    {
        if (usual.Comments < rule.KnownAfter)
            return Cold(rule, length, seen);
        var share = seen.Comments > 0 ? seen.Negatives / seen.Comments : 0;
        if (seen.Negatives < rule.LeastNegatives || share < usual.Share * rule.LeastRatio || share < usual.Share + rule.LeastRise)
            return null;
        var tail = Tails.BetaBinomial(seen.Negatives, seen.Comments, usual.Share, usual.Strength);
        if (tail > rule.ShareTail)
            return null;
        var expected = usual.Share * usual.Volume(start, length);
        if (Tails.NegativeBinomial(seen.Negatives, expected, usual.Size) > rule.CountTail)
            return null;
        var severe = tail <= CriticalTail && seen.Negatives >= CriticalNegatives && seen.Negatives >= CriticalTimes * expected;
        return new Finding(Finding.Surge, severe ? Finding.Critical : Finding.High, length, seen, expected, usual.Share, tail);
    }

    /// <summary>What a bucket says for doubled odds of a negative against the usual ones, less where shares differ anyway.</summary>
    public static double Evidence(Baseline usual, Bucket seen)
    {
        if (seen.Comments <= 0)
            return 0;
        var odds = usual.Share / (1 - usual.Share) * 2;
        var doubled = odds / (1 + odds);
        var likelihood = (seen.Negatives * Math.Log(doubled / usual.Share)) + ((seen.Comments - seen.Negatives) * Math.Log((1 - doubled) / (1 - usual.Share)));
        // Buckets of one round share its mood, so each says only its part of what the round does.
        return likelihood / (1 + Math.Max(Math.Max(0, seen.Comments - 1) * usual.Spread, Math.Max(0, usual.RoundSize - 1) * usual.RoundSpread));
    }

    private static Finding? Cold(SurgeRule rule, double length, Bucket seen) =>
        seen.Negatives >= rule.ColdNegatives && seen.Negatives >= rule.ColdShare * seen.Comments
            ? new Finding(Finding.Surge, Finding.High, length, seen, 0, null, 1) : null;
}
