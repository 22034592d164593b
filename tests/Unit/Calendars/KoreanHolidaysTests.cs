using System.Globalization;
using SnsOps.Shared.Calendars;

namespace SnsOps.Unit.Calendars;

/// <summary>Holidays as the calendars of those years had them.</summary>
public sealed class KoreanHolidaysTests
{
    [Theory]
    [InlineData("2023-05-27", "부처님오신날")]
    [InlineData("2023-05-29", "부처님오신날 대체공휴일")]
    [InlineData("2023-09-29", "추석")]
    [InlineData("2025-01-28", "설날 연휴")]
    [InlineData("2025-03-03", "삼일절 대체공휴일")]
    [InlineData("2025-05-05", "어린이날·부처님오신날")]
    [InlineData("2025-05-06", "부처님오신날 대체공휴일")]
    [InlineData("2025-10-08", "추석 대체공휴일")]
    [InlineData("2026-02-17", "설날")]
    [InlineData("2026-03-02", "삼일절 대체공휴일")]
    [InlineData("2026-08-17", "광복절 대체공휴일")]
    [InlineData("2026-09-28", null)]
    [InlineData("2026-06-08", null)]
    [InlineData("2026-11-18", null)]
    public void A_day_is_named(string day, string? name) => Assert.Equal(name, KoreanHolidays.NameOf(DateOnly.Parse(day, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-09-25", 7)]
    [InlineData("2026-09-23", 3)]
    [InlineData("2026-09-27", 7)]
    [InlineData("2026-09-21", 1)]
    public void Holidays_are_spent_like_Sundays(string day, int weekday) => Assert.Equal(weekday, KoreanHolidays.WeekdayOf(DateOnly.Parse(day, CultureInfo.InvariantCulture)));
}
