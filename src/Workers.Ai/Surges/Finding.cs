namespace SnsOps.Workers.Ai.Surges;

/// <summary>What was found to be out of the ordinary, with what says so.</summary>
/// <param name="Kind">negative_surge or slow_build_up.</param>
/// <param name="Severity">high or critical.</param>
/// <param name="Length">Of the window, in buckets.</param>
/// <param name="Seen">What came in it.</param>
/// <param name="Expected">Negatives that are usual there.</param>
/// <param name="UsualShare">Of negatives; null without a past.</param>
/// <param name="Tail">Chance of such a share; of a build-up, its evidence.</param>
internal sealed record Finding(string Kind, string Severity, double Length, Bucket Seen, double Expected, double? UsualShare, double Tail)
{
    public const string Surge = "negative_surge", BuildUp = "slow_build_up";
    public const string High = "high", Critical = "critical";

    /// <summary>Whether this one counts where both were found.</summary>
    public bool IsWorseThan(Finding? other) => other is null || (Severity == Critical && other.Severity != Critical);

    /// <summary>Of all comments of the window.</summary>
    public double Share => Seen.Comments > 0 ? Seen.Negatives / Seen.Comments : 0;
}
