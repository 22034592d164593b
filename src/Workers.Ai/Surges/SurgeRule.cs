namespace SnsOps.Workers.Ai.Surges;

/// <summary>When negative comments are a surge. What is usual comes from the past; these say how far from it alarms.</summary>
internal sealed record SurgeRule
{
    /// <summary>The rule of a client that has none of its own.</summary>
    public static SurgeRule Default { get; } = new();

    /// <summary>Chance of as many negatives among as many comments, given the usual share: the gate that volume does not pass.</summary>
    public double ShareTail { get; init; } = 1e-5;

    /// <summary>Chance of as many negatives at this place of the week, whatever else is written.</summary>
    public double CountTail { get; init; } = 0.05;

    /// <summary>Fewer negatives than these, copies not counted, are no surge.</summary>
    public double LeastNegatives { get; init; } = 6;

    /// <summary>The share must be so many times the usual one.</summary>
    public double LeastRatio { get; init; } = 1.75;

    /// <summary>And so much above it.</summary>
    public double LeastRise { get; init; } = 0.1;

    /// <summary>How much evidence of doubled odds, bucket after bucket, is a slow build-up (the CUSUM's limit); 0 looks for none.</summary>
    public double BuildUp { get; init; } = 14;

    /// <summary>A build-up needs so many negatives.</summary>
    public double BuildUpNegatives { get; init; } = 12;

    /// <summary>And a share so many times the usual one, over all of it.</summary>
    public double BuildUpRatio { get; init; } = 1.4;

    /// <summary>Before this many comments are known of a client, nothing is usual yet and the two cold limits decide.</summary>
    public double KnownAfter { get; init; } = 100;

    /// <summary>Without a past: so many negatives …</summary>
    public double ColdNegatives { get; init; } = 10;

    /// <summary>… and this share of the comments; above 1 there is no alarm without a past.</summary>
    public double ColdShare { get; init; } = 0.6;
}
