namespace SnsOps.Workers.Ai.Surges;

/// <summary>Goes through a series of buckets as time would, and says when it alarms: for replays of a rule, simulations and series from files.</summary>
/// <param name="rule">Under test.</param>
/// <param name="cadence">The grid of the series.</param>
/// <param name="ticks">Looks per bucket: windows end at each of them.</param>
internal sealed class SurgeWatch(SurgeRule rule, Cadence cadence, int ticks = 1)
{
    /// <summary>An alarm: what was found, the worst of it, and at which tick it began.</summary>
    internal sealed record Alarm(int Tick, Finding Finding);

    /// <summary>All alarms of a series; one goes on, without a new alarm, for as long as it is not calm for the cool-down.</summary>
    /// <param name="series">What came in each tick, the oldest first.</param>
    /// <param name="firstPlace">Place in the week of the first bucket.</param>
    public List<Alarm> Run(ReadOnlySpan<Bucket> series, int firstPlace)
    {
        var alarms = new List<Alarm>();
        var buckets = new Bucket[series.Length / ticks];
        var sums = Sums(series);
        var rising = new BuildUp(rule);
        var lastSeen = int.MinValue / 2;
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            buckets[bucket] = Between(sums, bucket * ticks, (bucket + 1) * ticks);
            // Nothing alarms where nothing is said; most days of small series are such.
            if (buckets[bucket].Comments == 0 && !NegativesIn(sums, bucket))
                continue;
            var usual = UsualAt(buckets, bucket, firstPlace);
            for (var tick = bucket * ticks; tick < (bucket + 1) * ticks; tick++)
                Note(Windows(sums, tick + 1, firstPlace, usual), tick);
            Note(rising.Add(usual, buckets[bucket]), ((bucket + 1) * ticks) - 1);
        }
        return alarms;

        void Note(Finding? found, int tick)
        {
            if (found is null)
                return;
            if (tick - lastSeen > cadence.CoolDown * ticks)
                alarms.Add(new Alarm(tick, found));
            else if (found.IsWorseThan(alarms[^1].Finding))
                alarms[^1] = alarms[^1] with { Finding = found };
            lastSeen = tick;
        }
    }

    private bool NegativesIn(Bucket[] sums, int bucket) =>
        Between(sums, Math.Max(0, (bucket + 1 - cadence.Windows.Max()) * ticks), (bucket + 1) * ticks).Negatives >= Math.Min(rule.LeastNegatives, rule.ColdNegatives);

    private Baseline UsualAt(Bucket[] buckets, int bucket, int firstPlace)
    {
        var to = Math.Max(0, bucket - cadence.Guard);
        var from = Math.Max(0, to - cadence.History);
        return Baseline.Of(buckets.AsSpan(from, to - from), (firstPlace + from) % cadence.Season, cadence);
    }

    private Finding? Windows(Bucket[] sums, int end, int firstPlace, Baseline usual)
    {
        Finding? worst = null;
        foreach (var length in cadence.Windows)
        {
            var start = end - (length * ticks);
            if (start >= 0 && SurgeTest.Judge(rule, usual, firstPlace + ((double)start / ticks), length, Between(sums, start, end)) is { } found && found.IsWorseThan(worst))
                worst = found;
        }
        return worst;
    }

    private static Bucket[] Sums(ReadOnlySpan<Bucket> series)
    {
        var sums = new Bucket[series.Length + 1];
        for (var i = 0; i < series.Length; i++)
            sums[i + 1] = sums[i] + series[i];
        return sums;
    }

    private static Bucket Between(Bucket[] sums, int from, int to) => new(sums[to].Comments - sums[from].Comments, sums[to].Negatives - sums[from].Negatives);
}
