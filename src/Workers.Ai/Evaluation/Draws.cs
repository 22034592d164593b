namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>Random numbers of the shapes that simulations need; the same seed gives the same world.</summary>
internal sealed class Draws(int seed)
{
    private const double MostByProduct = 30;

    // Not for secrets: a world that can be made again.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);

    public double Uniform() => _random.NextDouble();

    public int Below(int end) => _random.Next(end);
#pragma warning restore CA5394

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Marsaglia and Tsang's method.</summary>
    public double Gamma(double shape)
    {
        if (shape < 1)
            return Gamma(shape + 1) * Math.Pow(1 - Uniform(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    public double Beta(double a, double b)
    {
        var x = Gamma(a);
        return x / (x + Gamma(b));
    }

    public int Poisson(double mean)
    {
        if (mean <= 0)
            return 0;
        if (mean > MostByProduct)
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        var (limit, product, count) = (Math.Exp(-mean), Uniform(), 0);
        while (product > limit)
        {
            product *= Uniform();
            count++;
        }
        return count;
    }

    public int Binomial(int n, double p)
    {
        var hits = 0;
        for (var i = 0; i < n; i++)
            hits += Uniform() < p ? 1 : 0;
        return hits;
    }
}
