using System.Globalization;
using SnsOps.Workers.Ai.BestTimes;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>Made audiences whose best hours are known: how much is lost by posting when we say, and when the best-looking mean of an hour says.</summary>
internal static class EvalTimes
{
    private const int Audiences = 150, OtherAccounts = 12, OtherPosts = 100, Top = 3, Seed = 20_261_128;
    private const int FirstPeak = 7, LastPeak = 23;
    private const double Noise = 0.6, Own = 0.6;
    private static readonly string[] Formats = ["image", "reel", "video"];

    public static void Run(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Audiences} made audiences; regret: engagement lost against the best three hours, as a logarithm"));
        foreach (var posts in new[] { 5, 30, 100, 300 })
        {
            var lost = Enumerable.Range(0, Audiences).Select(a => Regrets(new Draws(Seed + (31 * a) + posts), posts)).ToList();
            var (raw, alone, whole) = (lost.Average(l => l.Raw), lost.Average(l => l.Alone), lost.Average(l => l.Whole));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"n={posts}: regret {whole:0.000} ({whole / raw:0.00} x raw cell means), own posts only {alone:0.000} ({alone / raw:0.00} x), raw cell means {raw:0.000}; an hour of the best three among ours {100 * lost.Average(l => l.Hit):0} %"));
        }
    }

    /// <summary>What is lost by following each adviser in one audience.</summary>
    internal static (double Raw, double Alone, double Whole, double Hit) Regrets(Draws draws, int posts)
    {
        var shared = Curve(draws, 1);
        var truth = Mix(shared, Curve(draws, Own));
        var history = Posts(draws, truth, posts);
        var others = Residuals.Together(Enumerable.Range(0, OtherAccounts).Select(_ => Residuals.Of(Posts(draws, Mix(shared, Curve(draws, Own)), OtherPosts))));
        var nobody = Residuals.Of([]);
        var own = Residuals.Of(history);
        var best = truth.OrderDescending().Take(Top).Average();
        var ours = BestTimeAdvisor.Advise(own, nobody, others).Where(s => !s.Explore).Take(Top).Select(s => s.Slot).ToList();
        var alone = BestTimeAdvisor.Advise(own, nobody, nobody).Where(s => !s.Explore).Take(Top).Select(s => s.Slot);
        var bestSlots = Enumerable.Range(0, Slots.Count).OrderByDescending(slot => truth[slot]).Take(Top).ToHashSet();
        return (best - RawBest(history).Average(slot => truth[slot]), best - alone.Average(slot => truth[slot]), best - ours.Average(slot => truth[slot]), ours.Exists(bestSlots.Contains) ? 1 : 0);
    }

    private static IEnumerable<int> RawBest(List<PostResult> history) =>
        history.GroupBy(post => post.Slot).OrderByDescending(g => g.Average(post => Math.Log(1 + post.Engagement))).Take(Top).Select(g => g.Key);

    /// <summary>Two peaks a day, days that differ, and some hours that are good for no reason.</summary>
    private static double[] Curve(Draws draws, double strength)
    {
        var peaks = Enumerable.Range(0, 2).Select(_ => (Hour: FirstPeak + draws.Below(LastPeak - FirstPeak + 1), Height: (0.2 + (0.4 * draws.Uniform())) * strength, Width: 1 + (2 * draws.Uniform()))).ToArray();
        var days = Enumerable.Range(0, Slots.Days).Select(_ => draws.Normal() * 0.12 * strength).ToArray();
        var weekend = draws.Normal() * 2;
        return
        [
            .. Enumerable.Range(0, Slots.Count).Select(slot => days[Slots.Weekday(slot) - 1] + (draws.Normal() * 0.05 * strength)
                + peaks.Sum(p => p.Height * Math.Exp(-0.5 * Math.Pow(Slots.HoursApart(slot, (int)(p.Hour + (Slots.IsWeekend(slot) ? weekend : 0) + Slots.PerDay) % Slots.PerDay) / p.Width, 2)))),
        ];
    }

    private static double[] Mix(double[] shared, double[] own) => [.. shared.Zip(own, (a, b) => a + b)];

    /// <summary>Posted mostly by day; the account grows, and its formats differ.</summary>
    private static List<PostResult> Posts(Draws draws, double[] truth, int count)
    {
        var formats = Formats.Select(_ => draws.Normal() * 0.3).ToArray();
        var posts = new List<PostResult>();
        for (var i = 0; i < count; i++)
        {
            var hour = Math.Clamp((int)(14 + (4.5 * draws.Normal())), 0, Slots.PerDay - 1);
            var slot = Slots.Of(1 + draws.Below(Slots.Days), hour);
            var format = draws.Below(Formats.Length);
            var week = 16.0 * i / count;
            var mean = 4.5 + (0.03 * week) + formats[format] + truth[slot] + (draws.Normal() * Noise);
            posts.Add(new PostResult(week, slot, Formats[format], draws.Poisson(Math.Exp(mean))));
        }
        return posts;
    }
}
