namespace SnsOps.Workers.Ai.BestTimes;

/// <summary>
/// What each hour of the week is worth, and how sure that is. Neighbouring hours, the same hour of other days and days as a whole
/// share what they know (a Gaussian process over the week), and everything leans on a prior curve as far as posts are few.
/// </summary>
internal sealed class WeekCurve
{
    private const double HourLength = 1.6, LeastNoise = 0.05;
    private const double AnyDayPart = 0.45, DayKindPart = 0.25, DayPart = 0.1, CellPart = 0.2;

    /// <summary>How strongly hours may differ, as variances of the logarithm; the data choose.</summary>
    private static readonly double[] Strengths = [0.01, 0.04, 0.12, 0.3];

    private static readonly double[,] Kernel = MakeKernel();

    private WeekCurve(double[] mean, double[] variance) => (Mean, Variance) = (mean, variance);

    /// <summary>Of each hour, against the usual.</summary>
    public double[] Mean { get; }

    public double[] Variance { get; }

    /// <summary>Nothing is known: every hour as usual, give or take.</summary>
    public static WeekCurve Flat { get; } = new(new double[Slots.Count], [.. Enumerable.Repeat(Strengths[1], Slots.Count)]);

    /// <summary>A curve that is taken from elsewhere.</summary>
    public static WeekCurve Given(double[] mean) => new(mean, Flat.Variance);

    /// <summary>Learns from posts what differs from <paramref name="prior"/>.</summary>
    public static WeekCurve Of(Residuals posts, WeekCurve prior)
    {
        var seen = Enumerable.Range(0, Slots.Count).Where(slot => posts.Counts[slot] > 0).ToArray();
        if (seen.Length == 0)
            return prior;
        var noise = Math.Max(LeastNoise, posts.Square);
        var off = Array.ConvertAll(seen, slot => (posts.Sums[slot] / posts.Counts[slot]) - prior.Mean[slot]);
        var (best, strength) = (double.NegativeInfinity, Strengths[0]);
        Factor? chosen = null;
        foreach (var s in Strengths)
        {
            var factor = new Factor(Covariance(seen, posts, s, noise), off);
            if (factor.Likelihood > best)
                (best, strength, chosen) = (factor.Likelihood, s, factor);
        }
        var (mean, variance) = (new double[Slots.Count], new double[Slots.Count]);
        for (var slot = 0; slot < Slots.Count; slot++)
        {
            var towards = Array.ConvertAll(seen, other => strength * Kernel[slot, other]);
            var (shift, known) = chosen!.Predict(towards);
            mean[slot] = prior.Mean[slot] + shift;
            variance[slot] = Math.Max(1e-6, (strength * Kernel[slot, slot]) - known);
        }
        return new WeekCurve(mean, variance);
    }

    private static double[,] Covariance(int[] seen, Residuals posts, double strength, double noise)
    {
        var covariance = new double[seen.Length, seen.Length];
        for (var i = 0; i < seen.Length; i++)
        {
            for (var j = 0; j < seen.Length; j++)
                covariance[i, j] = strength * Kernel[seen[i], seen[j]];
            covariance[i, i] += noise / posts.Counts[seen[i]];
        }
        return covariance;
    }

    private static double[,] MakeKernel()
    {
        var kernel = new double[Slots.Count, Slots.Count];
        for (var a = 0; a < Slots.Count; a++)
        {
            for (var b = 0; b < Slots.Count; b++)
            {
                var near = Math.Exp(-0.5 * Math.Pow(Slots.HoursApart(a, b) / HourLength, 2));
                var sameDay = Slots.Weekday(a) == Slots.Weekday(b);
                kernel[a, b] = (AnyDayPart * near) + (Slots.IsWeekend(a) == Slots.IsWeekend(b) ? DayKindPart * near : 0) + (sameDay ? DayPart + (CellPart * near) : 0);
            }
        }
        return kernel;
    }

    /// <summary>Cholesky's factor of a covariance, and what it makes of observations.</summary>
    private sealed class Factor
    {
        private readonly double[,] _lower;
        private readonly double[] _solved;

        public Factor(double[,] covariance, double[] observed)
        {
            var n = observed.Length;
            _lower = new double[n, n];
            var logs = 0.0;
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    var sum = covariance[i, j];
                    for (var k = 0; k < j; k++)
                        sum -= _lower[i, k] * _lower[j, k];
                    _lower[i, j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / _lower[j, j];
                }
                logs += Math.Log(_lower[i, i]);
            }
            _solved = Forward(observed);
            Likelihood = -(0.5 * _solved.Sum(x => x * x)) - logs;
        }

        /// <summary>Of the observations, as a logarithm less a constant.</summary>
        public double Likelihood { get; }

        /// <summary>The shift of a place of this covariance with the observed ones, and the variance they take from it.</summary>
        public (double Shift, double Known) Predict(double[] towards)
        {
            var forward = Forward(towards);
            var (shift, known) = (0.0, 0.0);
            for (var i = 0; i < forward.Length; i++)
                (shift, known) = (shift + (forward[i] * _solved[i]), known + (forward[i] * forward[i]));
            return (shift, known);
        }

        private double[] Forward(double[] right)
        {
            var solved = new double[right.Length];
            for (var i = 0; i < right.Length; i++)
            {
                var sum = right[i];
                for (var k = 0; k < i; k++)
                    sum -= _lower[i, k] * solved[k];
                solved[i] = sum / _lower[i, i];
            }
            return solved;
        }
    }
}
