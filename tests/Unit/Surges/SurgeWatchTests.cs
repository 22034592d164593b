using SnsOps.Workers.Ai.Evaluation;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Unit.Surges;

/// <summary>What alarms and what does not, in series that are made so.</summary>
public sealed class SurgeWatchTests
{
    private const int Day = 24, Week = 168;

    [Fact]
    public void A_quiet_client_is_left_alone_and_a_surge_of_five_times_is_seen_within_hours()
    {
        var figures = new CrisisSimulation(SurgeRule.Default, clients: 6, quietWeeks: 4, surges: 20).Run(20);

        Assert.InRange(figures.FalsePerWeek, 0, 0.1);
        Assert.True(figures.PeerFalsePerWeek >= 10 * figures.FalsePerWeek && figures.PeerFalsePerWeek > 0.5, $"mean + 3 sigma: {figures.PeerFalsePerWeek}");
        var five = figures.Caught.Single(c => c.Times == 5);
        Assert.True(five is { Share: >= 0.95, MedianHours: <= 3 }, five.ToString());
    }

    [Fact]
    public void Ten_times_the_comments_with_the_same_share_are_no_surge()
    {
        var series = Hours(8 * Week, 20, 0.12);
        for (var hour = (7 * Week) + 30; hour < (7 * Week) + 42; hour++)
            series[hour] = new Bucket(200, 24);

        Assert.Empty(new SurgeWatch(SurgeRule.Default, Cadence.Hourly).Run(series, 0));
    }

    [Fact]
    public void A_surge_is_told_once_with_what_is_usual_and_again_after_a_calm()
    {
        var series = Hours(8 * Week, 20, 0.12);
        foreach (var begins in new[] { 5 * Week, 7 * Week })
        {
            for (var hour = begins; hour < begins + 12; hour++)
                series[hour] = new Bucket(32, 14);
        }

        var alarms = new SurgeWatch(SurgeRule.Default, Cadence.Hourly).Run(series, 0);

        Assert.Equal(2, alarms.Count);
        Assert.InRange(alarms[0].Tick, 5 * Week, (5 * Week) + 2);
        var finding = alarms[0].Finding;
        Assert.Equal((Finding.Surge, Finding.Critical), (finding.Kind, finding.Severity));       // by the longer windows, as it goes on
        Assert.InRange(finding.UsualShare!.Value, 0.1, 0.14);
        Assert.True(finding.Expected < finding.Seen.Negatives / 3);
    }

    [Fact]
    public void A_storm_that_rises_over_days_is_found_by_what_adds_up()
    {
        var series = Hours(8 * Week, 12, 0.12);
        for (var hour = 7 * Week; hour < 8 * Week; hour++)
            series[hour] = new Bucket(12, hour % 2 + 2);

        var alarms = new SurgeWatch(SurgeRule.Default, Cadence.Hourly).Run(series, 0);
        Assert.InRange(alarms[0].Tick, (7 * Week) + 12, (7 * Week) + (3 * Day));
        Assert.InRange(alarms.Count, 1, 2);         // it lasts for days: told again after a while
        Assert.All(alarms, alarm => Assert.Equal(Finding.BuildUp, alarm.Finding.Kind));
        Assert.Empty(new SurgeWatch(SurgeRule.Default with { BuildUp = 0 }, Cadence.Hourly).Run(series, 0));
    }

    [Fact]
    public void A_huge_one_is_critical()
    {
        var series = Hours(5 * Week, 20, 0.12);
        series[^1] = new Bucket(120, 90);

        Assert.Equal(Finding.Critical, Assert.Single(new SurgeWatch(SurgeRule.Default, Cadence.Hourly).Run(series, 0)).Finding.Severity);
    }

    [Fact]
    public void A_steady_storm_becomes_critical_by_the_longer_windows_and_is_told_once()
    {
        var series = Hours(8 * Week, 20, 0.12);
        for (var hour = 7 * Week; hour < (7 * Week) + 6; hour++)
            series[hour] = new Bucket(28, 20);

        var alarm = Assert.Single(new SurgeWatch(SurgeRule.Default, Cadence.Hourly).Run(series, 0));

        Assert.Equal((7 * Week, Finding.Critical), (alarm.Tick, alarm.Finding.Severity));
        Assert.Equal(3, alarm.Finding.Length);
    }

    [Theory]
    [InlineData(12, 16, 1)]
    [InlineData(9, 9, 0)]
    [InlineData(12, 30, 0)]
    public void Of_a_client_without_a_past_many_and_most_alarm(int negatives, int comments, int alarms) =>
        Assert.Equal(alarms, new SurgeWatch(SurgeRule.Default, Cadence.Hourly).Run([default, new Bucket(comments, negatives)], 0).Count);

    /// <summary>A steady client: negatives as they come up in turn.</summary>
    private static Bucket[] Hours(int count, int comments, double share)
    {
        var negatives = 0.0;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            negatives += comments * share;
            var whole = Math.Floor(negatives);
            negatives -= whole;
            return new Bucket(comments, whole);
        })];
    }
}
