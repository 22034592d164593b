using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Scheduling;

/// <summary>Every replica computes the same instants.</summary>
public sealed class GridTests
{
    [Theory]
    [InlineData("2026-08-07T22:59:59Z", "2026-08-06T23:00:00Z")]     // 07:59:59 in Seoul: yesterday's
    [InlineData("2026-08-07T23:00:00Z", "2026-08-07T23:00:00Z")]     // 08:00:00
    [InlineData("2026-08-07T23:00:00.4Z", "2026-08-07T23:00:00Z")]
    [InlineData("2026-08-08T05:00:00Z", "2026-08-07T23:00:00Z")]
    public void Eight_in_Seoul_is_eleven_at_night_in_Greenwich(string time, string latest)
    {
        var grid = Grid.Cron("0 0 8 * * ?", "Asia/Seoul");

        Assert.Equal(Time(latest), grid.LatestAt(Time(time)));
        Assert.Equal(Time(latest).AddDays(-1), grid.Before(Time(latest)));
    }

    [Theory]
    [InlineData(300, "2026-08-07T12:04:59.9Z", "2026-08-07T12:00:00Z")]
    [InlineData(300, "2026-08-07T12:05:00Z", "2026-08-07T12:05:00Z")]
    [InlineData(3600, "2026-08-07T12:05:00+09:00", "2026-08-07T03:00:00Z")]
    [InlineData(0.5, "2026-08-07T12:00:00.7Z", "2026-08-07T12:00:00.5Z")]
    public void An_interval_counts_from_the_epoch(double seconds, string time, string latest) =>
        Assert.Equal(Time(latest), Grid.Every(TimeSpan.FromSeconds(seconds)).LatestAt(Time(time)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
