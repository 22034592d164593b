namespace SnsOps.Workers.Ai.Surges;

/// <summary>Adds up small signs, bucket after bucket, until they are one great one (a CUSUM): a storm that rises slowly never stands out in an hour.</summary>
internal sealed class BuildUp(SurgeRule rule)
{
    private double _evidence;
    private Bucket _seen;
    private double _expected;
    private int _length;

    /// <summary>Takes the next bucket; tells of a build-up once, and begins anew.</summary>
    public Finding? Add(Baseline usual, Bucket bucket)
    {
        if (rule.BuildUp <= 0 || usual.Comments < rule.KnownAfter)
            return null;
        _evidence += SurgeTest.Evidence(usual, bucket);
        if (_evidence <= 0)
        {
            Forget();
            return null;
        }
        (_seen, _length, _expected) = (_seen + bucket, _length + 1, _expected + (usual.Share * bucket.Comments));
        if (_evidence < rule.BuildUp || _seen.Negatives < rule.BuildUpNegatives || _seen.Negatives < usual.Share * rule.BuildUpRatio * _seen.Comments)
            return null;
        var found = new Finding(Finding.BuildUp, Finding.High, _length, _seen, _expected, usual.Share, _evidence);
        Forget();
        return found;
    }

    /// <summary>Begins anew.</summary>
    public void Forget() => (_evidence, _seen, _expected, _length) = (0, default, 0, 0);
}
