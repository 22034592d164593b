using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Notify;

/// <summary>When somebody may be written to again, also where clocks jump (F19).</summary>
public sealed class QuietHoursTests
{
    [Fact]
    public async Task They_end_at_the_next_end_and_a_clock_that_jumps_over_it_ends_them_where_it_lands()
    {
        await using var database = await TestDatabase.CreateAsync();
        (string At, string Starts, string Ends, string Zone, string Until)[] cases =
        [
            ("2026-11-28 21:59:59+09", "22:00", "08:00", "Asia/Seoul", "2026-11-28 21:59:59+09"),
            ("2026-11-28 22:00:00+09", "22:00", "08:00", "Asia/Seoul", "2026-11-29 08:00:00+09"),
            ("2026-11-29 07:59:59+09", "22:00", "08:00", "Asia/Seoul", "2026-11-29 08:00:00+09"),
            ("2026-11-29 08:00:00+09", "22:00", "08:00", "Asia/Seoul", "2026-11-29 08:00:00+09"),
            ("2026-11-29 12:30:00+09", "12:00", "13:00", "Asia/Seoul", "2026-11-29 13:00:00+09"),
            ("2026-12-31 23:30:00+09", "22:00", "08:00", "Asia/Seoul", "2027-01-01 08:00:00+09"),
            // New York: 02:30 does not exist on 8 March, and 01:30 comes twice on 1 November.
            ("2026-03-08 01:00:00-05", "22:00", "02:30", "America/New_York", "2026-03-08 03:30:00-04"),
            ("2026-11-01 00:30:00-04", "22:00", "01:30", "America/New_York", "2026-11-01 01:30:00-05"),
            ("2026-11-01 01:45:00-04", "22:00", "07:00", "America/New_York", "2026-11-01 07:00:00-05"),
        ];
        foreach (var (at, starts, ends, zone, until) in cases)
        {
            Assert.Equal((at, true), (at, await database.ScalarAsync<bool>(
                "select snsops.after_quiet(@at::timestamptz, @starts::time, @ends::time, @zone) = @until::timestamptz", new { at, starts, ends, zone, until })));
        }
    }
}
