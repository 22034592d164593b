using System.Globalization;
using SnsOps.Api.Inbox;
using SnsOps.Shared.Calendars;

namespace SnsOps.Unit.Calendars;

/// <summary>Working time between two instants, over nights, weekends, holidays and clock changes.</summary>
public sealed class BusinessHoursTests
{
    private static readonly BusinessHours Seoul = BusinessHours.Usual(TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));

    [Theory]
    [InlineData("2026-11-25T10:00", "2026-11-25T10:35", 35)]            // a Wednesday
    [InlineData("2026-11-25T08:00", "2026-11-25T09:10", 10)]            // before they open
    [InlineData("2026-11-25T17:50", "2026-11-26T09:20", 30)]            // overnight
    [InlineData("2026-11-25T18:30", "2026-11-25T23:00", 0)]
    [InlineData("2026-11-27T17:00", "2026-11-30T10:00", 120)]           // Friday to Monday
    [InlineData("2026-11-28T12:00", "2026-11-29T12:00", 0)]             // a weekend
    [InlineData("2026-09-23T17:30", "2026-09-28T09:15", 45)]            // over Chuseok
    [InlineData("2026-08-14T17:00", "2026-08-18T10:00", 120)]           // the 17th stands in for Liberation Day
    [InlineData("2026-11-25T10:00", "2026-11-25T09:00", 0)]             // nothing is answered before it is asked
    [InlineData("2026-11-23T09:00", "2026-11-27T18:00", 2700)]          // five whole days
    public void Only_working_time_counts(string from, string to, double minutes) => Assert.Equal(minutes, Seoul.Between(At(from), At(to)).TotalMinutes);

    [Fact]
    public void Hours_of_ones_own_and_a_day_on_which_the_clocks_change()
    {
        var weekend = new BusinessHours(TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"), new TimeOnly(10, 0), new TimeOnly(20, 0), [6, 7], closedHolidays: false);
        Assert.Equal(20 * 60, weekend.Between(At("2026-11-27T09:00"), At("2026-11-30T09:00")).TotalMinutes);
        var newYork = new BusinessHours(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), new TimeOnly(0, 0), new TimeOnly(12, 0), [7], closedHolidays: false);
        Assert.Equal(11, newYork.Between(new DateTimeOffset(2026, 3, 7, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.Zero)).TotalHours);
    }

    [Theory]
    [InlineData(new double[0], 0.5, null)]
    [InlineData(new[] { 7.0 }, 0.9, 7.0)]
    [InlineData(new[] { 1.0, 2, 3, 4 }, 0.5, 2.0)]
    [InlineData(new[] { 1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 0.9, 9.0)]
    public void A_quantile_is_one_of_the_values(double[] ordered, double part, double? value) => Assert.Equal(value, ResponseTimeEndpoints.Quantile(ordered, part));

    private static DateTimeOffset At(string local) => new(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(9));
}
