using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>
/// A made client's comments in steps of five minutes: a daily cycle, noise that clumps (negative binomial, size 4, by the hour),
/// harmless bursts of three times the volume for six hours about every second day, and, when asked for, a surge of negatives.
/// </summary>
/// <param name="perHour">Comments in a mean hour.</param>
/// <param name="wander">How much the share of negatives differs from day to day (a beta's ρ); 0: not at all.</param>
internal sealed class ClientWorld(double perHour, double wander = 0)
{
    public const int TicksPerHour = 12, HoursPerWeek = 168;
    public const double Share = 0.12;
    public const int SurgeHours = 12;

    private const double NoiseSize = 4, BurstTimes = 3, BurstEvery = 48;
    private const int BurstHours = 6, HoursPerDay = 24;

    /// <summary>Some weeks; with a surge of <paramref name="times"/> the usual negatives from an hour on, where one is given.</summary>
    public Bucket[] Weeks(Draws draws, int weeks, int surgeAt = int.MaxValue, double times = 1)
    {
        var ticks = new Bucket[weeks * HoursPerWeek * TicksPerHour];
        var (burstEnds, share) = (0, Share);
        for (var hour = 0; hour < weeks * HoursPerWeek; hour++)
        {
            if (hour >= burstEnds && draws.Uniform() < 1 / BurstEvery)
                burstEnds = hour + BurstHours;
            if (wander > 0 && hour % HoursPerDay == 0)
                share = draws.Beta(Share * ((1 / wander) - 1), (1 - Share) * ((1 / wander) - 1));
            var rate = perHour * Cycle(hour) * (hour < burstEnds ? BurstTimes : 1) * draws.Gamma(NoiseSize) / NoiseSize;
            var more = hour >= surgeAt && hour < surgeAt + SurgeHours ? times - 1 : 0;
            for (var tick = hour * TicksPerHour; tick < (hour + 1) * TicksPerHour; tick++)
            {
                var negatives = draws.Poisson(rate * share * (1 + more) / TicksPerHour);
                ticks[tick] = new Bucket(negatives + draws.Poisson(rate * (1 - share) / TicksPerHour), negatives);
            }
        }
        return ticks;
    }

    private static double Cycle(int hour) => 1 + (0.8 * Math.Sin(2 * Math.PI * ((hour % HoursPerDay) - 8) / HoursPerDay));
}
