using System.Globalization;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>Runs a rule over made clients: quiet weeks, which should not alarm, and surges, which should soon.</summary>
internal sealed class CrisisSimulation(SurgeRule rule, int clients = 100, int quietWeeks = 10, int surges = 300)
{
    private const int KnownWeeks = 4, Seed = 20_261_128;

    /// <summary>What a size of client gave.</summary>
    internal sealed record Figures(double PerHour, double FalsePerWeek, double PeerFalsePerWeek, double WanderingPerWeek, IReadOnlyList<Caught> Caught)
    {
        public IEnumerable<string> Lines()
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{PerHour:0} comments/h: false alerts per client-week {FalsePerWeek:0.000}; mean + 3 sigma {PeerFalsePerWeek:0.00} ({Times}); with a share that wanders {WanderingPerWeek:0.000}");
            foreach (var c in Caught)
                yield return string.Create(CultureInfo.InvariantCulture, $"{PerHour:0} comments/h: surge x{c.Times:0} caught {100 * c.Share:0.0} %, median {c.MedianHours:0.0} h");
        }

        private string Times => FalsePerWeek > 0 ? string.Create(CultureInfo.InvariantCulture, $"{PeerFalsePerWeek / FalsePerWeek:0} times as many") : "ours: none";
    }

    /// <summary>How many surges of a size were caught while they lasted, and how soon half of those.</summary>
    internal sealed record Caught(double Times, double Share, double MedianHours);

    public Figures Run(double perHour)
    {
        var (quiet, peer) = Quiet(new ClientWorld(perHour), Seed);
        var (wandering, _) = Quiet(new ClientWorld(perHour, wander: 0.02), Seed + 1);
        return new Figures(perHour, quiet, peer, wandering, [.. new[] { 3.0, 5, 10 }.Select(times => Surges(perHour, times))]);
    }

    private (double Ours, double Peer) Quiet(ClientWorld world, int seed)
    {
        var (ours, peer) = (0, 0);
        var known = KnownWeeks * ClientWorld.HoursPerWeek;
        for (var client = 0; client < clients; client++)
        {
            var ticks = world.Weeks(new Draws(seed + (7 * client)), KnownWeeks + quietWeeks);
            ours += Watch().Run(ticks, 0).Count(alarm => alarm.Tick >= known * ClientWorld.TicksPerHour);
            peer += MeanAndSigma.Alarms(MeanAndSigma.Hours(ticks)).Count(hour => hour >= known);
        }
        return ((double)ours / clients / quietWeeks, (double)peer / clients / quietWeeks);
    }

    private Caught Surges(double perHour, double times)
    {
        var delays = new List<double>();
        for (var surge = 0; surge < surges; surge++)
        {
            var draws = new Draws(Seed + (13 * surge) + (int)times);
            var begins = (KnownWeeks * ClientWorld.HoursPerWeek) + draws.Below(ClientWorld.HoursPerWeek - ClientWorld.SurgeHours);
            var ticks = new ClientWorld(perHour).Weeks(draws, KnownWeeks + 1, begins, times);
            var (from, to) = (begins * ClientWorld.TicksPerHour, (begins + ClientWorld.SurgeHours) * ClientWorld.TicksPerHour);
            if (Watch().Run(ticks, 0).FirstOrDefault(alarm => alarm.Tick >= from && alarm.Tick < to) is { } first)
                delays.Add((double)(first.Tick + 1 - from) / ClientWorld.TicksPerHour);
        }
        delays.Sort();
        return new Caught(times, (double)delays.Count / surges, delays.Count > 0 ? delays[delays.Count / 2] : double.NaN);
    }

    private SurgeWatch Watch() => new(rule, Cadence.Hourly, ClientWorld.TicksPerHour);
}
