namespace SnsOps.Benchmarks;

/// <summary>Order statistics of a sample.</summary>
internal static class Spread
{
    /// <summary>The value below which <paramref name="share"/> of the sample lies (nearest rank).</summary>
    public static double At(this IEnumerable<double> sample, double share)
    {
        double[] sorted = [.. sample.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>The middle one.</summary>
    public static double Median(this IEnumerable<double> sample) => sample.At(0.5);
}
