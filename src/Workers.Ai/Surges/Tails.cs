namespace SnsOps.Workers.Ai.Surges;

/// <summary>Upper tails of counts: how probable as many or more are.</summary>
internal static class Tails
{
    private const double Negligible = 1e-12;
    private const int MostTerms = 200_000;

    // Lanczos' approximation, g = 7: about 15 digits.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>P(X ≥ k) for a negative binomial of this mean and variance mean + mean² / size.</summary>
    public static double NegativeBinomial(double k, double mean, double size)
    {
        if (k <= 0)
            return 1;
        if (mean <= 0)
            return 0;
        var (from, odds) = (Math.Ceiling(k), mean / (mean + size));
        // Far below the mean the sum has many terms and the answer is nearly 1.
        if (from <= mean)
            return 1 - Below(from, mean, size, odds);
        var term = Math.Exp(LogGamma(from + size) - LogGamma(size) - LogGamma(from + 1) + (size * Math.Log(size / (mean + size))) + (from * Math.Log(odds)));
        return Sum(term, from, x => (x + size) / (x + 1) * odds, double.MaxValue);
    }

    /// <summary>P(X ≥ k) of n, each with a chance that is itself drawn from a beta of this mean and strength.</summary>
    public static double BetaBinomial(double k, double n, double mean, double strength)
    {
        if (k <= 0)
            return 1;
        var (from, all) = (Math.Ceiling(k), Math.Max(Math.Ceiling(k), Math.Round(n)));
        var (a, b) = (mean * strength, (1 - mean) * strength);
        if (from <= all * mean)
            return 1;       // nobody asks how probable the usual is
        var term = Math.Exp(LogGamma(all + 1) - LogGamma(from + 1) - LogGamma(all - from + 1)
            + LogGamma(from + a) + LogGamma(all - from + b) - LogGamma(all + a + b) + LogGamma(a + b) - LogGamma(a) - LogGamma(b));
        return Sum(term, from, x => (all - x) / (x + 1) * ((x + a) / (all - x - 1 + b)), all);
    }

    /// <summary>The logarithm of Γ(x), x above 0.</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        x -= 1;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (x + i);
        var t = x + Lanczos.Length - 1.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    private static double Below(double k, double mean, double size, double odds)
    {
        var (term, sum) = (Math.Exp(size * Math.Log(size / (mean + size))), 0.0);
        for (var x = 0.0; x < k; x++)
        {
            sum += term;
            term *= (x + size) / (x + 1) * odds;
        }
        return Math.Min(1, sum);
    }

    private static double Sum(double term, double x, Func<double, double> next, double last)
    {
        var sum = term;
        for (var i = 0; i < MostTerms && x < last; i++, x++)
        {
            term *= next(x);
            sum += term;
            if (term < sum * Negligible)
                break;
        }
        return Math.Min(1, sum);
    }
}
