namespace SnsOps.Workers.Ai.Surges;

/// <summary>On which grid comments are counted, and how much of the past says what is usual.</summary>
/// <param name="Season">Buckets until the same place of the week comes again: 168 hours, or 7 days.</param>
/// <param name="Round">Buckets of a shorter round within it that lends to thin places: 24 hours of a day; 1: none.</param>
/// <param name="History">Buckets that are looked back.</param>
/// <param name="HalfLife">After so many buckets the past counts half.</param>
/// <param name="Guard">The newest buckets are no part of what is usual: a surge must not excuse itself.</param>
/// <param name="Windows">Lengths in which a surge is looked for, in buckets.</param>
/// <param name="CoolDown">Buckets of calm after which an alarm is a new one.</param>
/// <param name="Spread">How much the share of negatives is taken to differ from bucket to bucket before the past has shown it (the beta-binomial's ρ).</param>
/// <param name="LeastSpread">And never less than this.</param>
internal sealed record Cadence(int Season, int Round, int History, double HalfLife, int Guard, int[] Windows, int CoolDown, double Spread, double LeastSpread)
{
    /// <summary>Hours of the week, eight of them.</summary>
    public static Cadence Hourly { get; } = new(168, 24, 8 * 168, 3 * 168, 24, [1, 3, 6], 24, 0.02, 0.005);

    /// <summary>Days, for series that are known no finer.</summary>
    public static Cadence Daily { get; } = new(7, 1, 364, 28, 3, [1, 2], 3, 0.05, 0.02);
}
