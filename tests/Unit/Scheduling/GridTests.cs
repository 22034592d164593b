using SnsOps.Shared.Scheduling;

namespace SnsOps.Unit.Scheduling;

public sealed class GridTests
{
    [Fact]
    public void Every_replica_computes_the_same_instants_from_the_epoch()
    {
        var grid = Grid.Every(TimeSpan.FromMinutes(5));

        Assert.Equal(Instant("2026-11-20T00:05:00Z"), grid.LatestAt(Instant("2026-11-20T00:09:59.999Z")));
        Assert.Equal(Instant("2026-11-20T00:10:00Z"), grid.LatestAt(Instant("2026-11-20T00:10:00Z")));
        Assert.Equal(Instant("2026-11-20T00:05:00Z"), grid.Before(Instant("2026-11-20T00:10:00Z")));
    }

    [Fact]
    public void Eight_in_seoul_is_eleven_at_night_in_utc()
    {
        var grid = Grid.Cron("0 0 8 * * ?", "Asia/Seoul");

        Assert.Equal(Instant("2026-11-19T23:00:00Z"), grid.LatestAt(Instant("2026-11-20T22:59:59Z")));
        Assert.Equal(Instant("2026-11-20T23:00:00Z"), grid.LatestAt(Instant("2026-11-20T23:00:00Z")));
        Assert.Equal(Instant("2026-11-20T23:00:00Z"), grid.LatestAt(Instant("2026-11-20T23:00:00.5Z")));
        Assert.Equal(Instant("2026-11-19T23:00:00Z"), grid.Before(Instant("2026-11-20T23:00:00Z")));
    }

    [Fact]
    public void A_zone_with_daylight_saving_fires_once_a_local_day()
    {
        var grid = Grid.Cron("0 30 1 * * ?", "America/New_York");
        var instants = new List<DateTimeOffset>();
        for (var at = grid.LatestAt(Instant("2026-11-04T00:00:00Z")); instants.Count < 6; at = grid.Before(at))
            instants.Add(at);

        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        Assert.Equal(instants.Count, instants.Select(i => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(i, zone).DateTime)).Distinct().Count());
    }

    [Fact]
    public void An_unknown_zone_is_refused_at_start_not_at_eight() =>
        Assert.Throws<TimeZoneNotFoundException>(() => Grid.Cron("0 0 8 * * ?", "Asia/없는도시"));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
