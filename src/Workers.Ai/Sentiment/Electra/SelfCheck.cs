namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>Whether a model computes here what it computed where it was checked.</summary>
internal enum SelfCheck
{
    /// <summary>There is no file to check it against.</summary>
    NoProbes,

    /// <summary>It does.</summary>
    Passed,

    /// <summary>Only with sums kept from saturating, which is slower; it runs so.</summary>
    OnlyCareful,
}
