using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>Made series of days with what real ones have: launches that fade, growth, weekends, bursts, gaps, moods that wander, and very small counts.</summary>
internal static class DailyWorld
{
    private const double Burst = 0.03;

    /// <summary>A series of one of six kinds, by its number.</summary>
    /// <param name="number">Seed and kind.</param>
    /// <param name="days">How long.</param>
    /// <param name="surgeAt">First of three days on which negatives are multiplied.</param>
    /// <param name="times">By so much.</param>
    public static DailySeries Make(int number, int days, int surgeAt = int.MaxValue, double times = 1)
    {
        var draws = new Draws(number);
        var kind = number % 6;
        // How busy, how moody, and how negative it is at all.
        var level = Math.Exp(Math.Log(0.6) + (draws.Uniform() * Math.Log(200)));
        var share = draws.Beta(1.5, 7);
        var spread = kind is 3 ? 0.15 : 0.01 + (draws.Uniform() * 0.06);
        var size = 0.6 + (draws.Uniform() * 3);
        var (mood, series) = (0.0, new Bucket[days]);
        for (var day = 0; day < days; day++)
        {
            var trend = kind switch { 0 => (8 * Math.Exp(-day / 15.0)) + 0.3, 1 => Math.Exp(day / (double)days * 2), 4 => day % 90 < 10 ? 6 : 0.5, _ => 1 };
            var weekend = day % 7 is 5 or 6 ? kind is 2 ? 3 : 1.5 : 1;
            var burst = draws.Uniform() < Burst ? 2 + (draws.Uniform() * 8) : 1;
            mood = (0.97 * mood) + (draws.Normal() * 0.08);
            var odds = share / (1 - share) * Math.Exp(mood);
            var usual = Math.Clamp(odds / (1 + odds), 0.01, 0.95);
            var strength = (1 / spread) - 1;
            var p = draws.Beta(usual * strength, (1 - usual) * strength);
            var n = kind is 5 && draws.Uniform() < 0.4 ? 0 : draws.Poisson(level * trend * weekend * burst * draws.Gamma(size) / size);
            var negatives = draws.Binomial(n, p);
            var more = day >= surgeAt && day < surgeAt + 3 ? draws.Poisson(level * trend * weekend * usual * (times - 1)) : 0;
            series[day] = new Bucket(n + more, negatives + more);
        }
        return new DailySeries($"made-{number}", new DateOnly(2026, 1, 5), series);
    }
}
