using SnsOps.Workers.Ai.Evaluation;
using SnsOps.Workers.Ai.Surges;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Unit.Surges;

/// <summary>Series that are known by the day.</summary>
public sealed class DailySeriesTests : IDisposable
{
    private static readonly DateOnly Monday = new(2026, 1, 5);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Rows_of_both_date_forms_in_any_order_become_series_without_gaps()
    {
        File.WriteAllText(_file, "film\tday\tcomments\tnegatives\r\n온기\t2026.01.08\t3\t1\n온기\t2026-01-05\t5\t2\n달빛\t2026-01-05\t1\t0\n온기\t2026-01-05\t1\t1\n");

        var series = DailySeriesFile.Read(_file);

        Assert.Equal(["달빛", "온기"], series.Select(s => s.Name));
        Assert.Equal([new Bucket(6, 3), default, default, new Bucket(3, 1)], series[1].Days);
        Assert.Equal((Monday, 1), (series[1].First, series[1].FirstPlace));
    }

    [Theory]
    [InlineData("온기\t2026/01/05\t5\t2", "neither")]
    [InlineData("온기\t2026-01-05\t5", "3 columns")]
    [InlineData("온기\t2026-01-05\t5\t6", "6 negatives")]
    [InlineData("온기\t2026-01-05\tmany\t6", "'many'")]
    public void A_line_that_is_none_is_named(string line, string why)
    {
        File.WriteAllText(_file, $"온기\t2026-01-05\t5\t2\n{line}\n");

        var e = Assert.Throws<TrainingException>(() => DailySeriesFile.Read(_file));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Contains($"{_file}:2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_figure_stands_on_a_line_of_its_own()
    {
        File.WriteAllText(_file, string.Concat(Enumerable.Range(0, 280).Select(d => $"온기\t{Monday.AddDays(d):yyyy-MM-dd}\t20\t{(d == 250 ? 18 : 2 + (d % 2))}\n")));
        using var output = new StringWriter();

        EvalCrisis.Run(_file, output);

        Assert.Contains("false alerts per series-week 0.03" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);       // one alert in forty weeks
    }

    [Fact]
    public void Trends_weekends_bursts_and_moods_do_not_alarm_and_surges_do()
    {
        var (weeks, alarms, planted, caught) = (0.0, 0, 0, 0);
        for (var number = 0; number < 60; number++)
        {
            var quiet = DailyWorld.Make(number, 300);
            weeks += quiet.Days.Length / 7.0;
            alarms += quiet.Alarms(EvalCrisis.DailyRule).Count;
            var usual = quiet.Days.AsSpan(180, 60).ToArray();
            if (usual.Average(d => d.Negatives) < 8 || usual.Sum(d => d.Negatives) > 0.25 * usual.Sum(d => d.Comments))
                continue;
            planted++;
            caught += DailyWorld.Make(number, 300, surgeAt: 240, times: 6).Alarms(EvalCrisis.DailyRule).Any(a => a.Tick is >= 240 and < 244) ? 1 : 0;
        }

        Assert.InRange(alarms / weeks, 0, 0.02);
        Assert.True(planted >= 5 && caught >= 0.6 * planted, $"{caught} of {planted}");
    }

    [Fact]
    public void A_series_that_is_disliked_from_its_first_day_is_no_crisis()
    {
        var days = Enumerable.Range(0, 60).Select(d => new Bucket(40 * Math.Exp(-d / 10.0), Math.Floor(32 * Math.Exp(-d / 10.0)))).ToArray();

        Assert.Empty(new DailySeries("모두가 싫어하는 것", Monday, days).Alarms(EvalCrisis.DailyRule));
    }
}
