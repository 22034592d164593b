using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>The alarm most tools have, to measure against: an hour's negatives above the mean of seven days and three times their deviation.</summary>
internal static class MeanAndSigma
{
    private const int Past = 168, CoolDown = 24;

    /// <summary>The hours of new alarms, with the same cool-down as ours.</summary>
    public static List<int> Alarms(double[] negatives)
    {
        var alarms = new List<int>();
        var lastSeen = int.MinValue / 2;
        for (var hour = Past; hour < negatives.Length; hour++)
        {
            var past = negatives.AsSpan(hour - Past, Past);
            var (sum, squares) = (0.0, 0.0);
            foreach (var n in past)
                (sum, squares) = (sum + n, squares + (n * n));
            var mean = sum / Past;
            if (negatives[hour] <= mean + (3 * Math.Sqrt(Math.Max(0, (squares / Past) - (mean * mean)))))
                continue;
            if (hour - lastSeen > CoolDown)
                alarms.Add(hour);
            lastSeen = hour;
        }
        return alarms;
    }

    public static double[] Hours(ReadOnlySpan<Bucket> ticks)
    {
        var hours = new double[ticks.Length / ClientWorld.TicksPerHour];
        for (var i = 0; i < hours.Length * ClientWorld.TicksPerHour; i++)
            hours[i / ClientWorld.TicksPerHour] += ticks[i].Negatives;
        return hours;
    }
}
