using System.Globalization;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>Measures the detection of surges: on made clients, or on days of real series, all of whose alarms count as false.</summary>
internal static class EvalCrisis
{
    private const int DaysPerWeek = 7, MadeSeries = 300, MadeDays = 365;
    private static readonly double[] Sizes = [2, 20, 100];

    /// <summary>Series that are known by the day have nobody who watches them from the first comment on: without a past nothing alarms.</summary>
    public static SurgeRule DailyRule { get; } = SurgeRule.Default with { ShareTail = 3e-4, ColdShare = 2, KnownAfter = 50, BuildUp = 18 };

    /// <summary>Made clients by the hour and made series by the day.</summary>
    public static void Run(TextWriter output)
    {
        var simulation = new CrisisSimulation(SurgeRule.Default);
        output.WriteLine("made clients, looked at every 5 minutes; 1,000 quiet client-weeks and 300 surges of 12 h for each line");
        foreach (var perHour in Sizes)
        {
            foreach (var line in simulation.Run(perHour).Lines())
                output.WriteLine(line);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"made series of {MadeDays} days with trends, weekends, bursts, gaps and moods: surge x5 of 3 days caught {100 * DailyCaught(5):0.0} % where 5 negatives a day are usual or more"));
        Say(output, [.. Enumerable.Range(0, MadeSeries).Select(number => DailyWorld.Make(number, MadeDays))]);
    }

    /// <summary>The series of a file.</summary>
    public static void Run(string file, TextWriter output) => Say(output, DailySeriesFile.Read(file));

    private static void Say(TextWriter output, List<DailySeries> series)
    {
        var weeks = series.Sum(s => (double)s.Days.Length) / DaysPerWeek;
        var alarms = series.ConvertAll(s => s.Alarms(DailyRule).Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{series.Count} series, {weeks:0} series-weeks, {series.Sum(s => s.Days.Sum(d => d.Comments)):0} comments, {alarms.Sum()} alerts in {alarms.Count(a => a > 0)} series"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"false alerts per series-week {alarms.Sum() / weeks:0.00}"));
    }

    private static double DailyCaught(double times)
    {
        const int Surge = 250;
        var (caught, all) = (0, 0);
        for (var number = 0; number < MadeSeries; number++)
        {
            var quiet = DailyWorld.Make(number, MadeDays);
            if (quiet.Days.AsSpan(Surge - 60, 60).ToArray().Average(d => d.Negatives) < 5)
                continue;
            all++;
            caught += DailyWorld.Make(number, MadeDays, Surge, times).Alarms(DailyRule).Any(alarm => alarm.Tick is >= Surge and < Surge + 4) ? 1 : 0;
        }
        return all == 0 ? 0 : (double)caught / all;
    }
}
