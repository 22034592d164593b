using System.Collections.Concurrent;
using System.Globalization;

namespace SnsOps.Shared.Calendars;

/// <summary>Korea's public holidays with their substitutes, as the law of 2023 has them. Holidays of one occasion (elections) are not known ahead.</summary>
public static class KoreanHolidays
{
    private const int FirstYear = 1951, LastYear = 2050;        // what the lunar calendar knows

    private static readonly KoreanLunisolarCalendar Lunar = new();
    private static readonly ConcurrentDictionary<int, Dictionary<DateOnly, string>> Years = new();

    /// <summary>The holiday's Korean name; null: an ordinary day, or a year nobody can tell.</summary>
    public static string? NameOf(DateOnly day) =>
        day.Year is >= FirstYear and <= LastYear ? Years.GetOrAdd(day.Year, Of).GetValueOrDefault(day) : null;

    /// <summary>The day's place in the week, Monday is 1; people spend a holiday as they do a Sunday.</summary>
    public static int WeekdayOf(DateOnly day) => NameOf(day) is not null || day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    private static Dictionary<DateOnly, string> Of(int year)
    {
        var days = new Dictionary<DateOnly, string>();
        // Those whose substitute depends on others come last.
        Add(new DateOnly(year, 1, 1), "신정");
        Add(new DateOnly(year, 6, 6), "현충일");
        var national = new[]
        {
            (new DateOnly(year, 3, 1), "삼일절"), (new DateOnly(year, 5, 5), "어린이날"), (FromLunar(year, 4, 8), "부처님오신날"), (new DateOnly(year, 8, 15), "광복절"),
            (new DateOnly(year, 10, 3), "개천절"), (new DateOnly(year, 10, 9), "한글날"), (new DateOnly(year, 12, 25), "성탄절"),
        };
        var newYear = FromLunar(year, 1, 1);
        var harvest = FromLunar(year, 8, 15);
        var feasts = new[] { (newYear.AddDays(-1), "설날 연휴"), (newYear, "설날"), (newYear.AddDays(1), "설날 연휴"), (harvest.AddDays(-1), "추석 연휴"), (harvest, "추석"), (harvest.AddDays(1), "추석 연휴") };
        var owed = new List<(DateOnly After, string Name)>();
        foreach (var (day, name) in feasts)
        {
            if (day.DayOfWeek == DayOfWeek.Sunday || days.ContainsKey(day))
                owed.Add((day, name.Split(' ')[0]));
            Add(day, name);
        }
        foreach (var (day, name) in national)
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || days.ContainsKey(day))
                owed.Add((day, name));
            Add(day, name);
        }
        foreach (var (after, name) in owed.Order())
        {
            var day = after;
            while (days.ContainsKey(day) || day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                day = day.AddDays(1);
            days[day] = $"{name} 대체공휴일";
        }
        return days;

        void Add(DateOnly day, string name) => days[day] = days.TryGetValue(day, out var first) ? $"{first}·{name}" : name;
    }

    private static DateOnly FromLunar(int year, int month, int day)
    {
        // A leap month stands in the count after the month it doubles.
        var leap = Lunar.GetLeapMonth(year);
        return DateOnly.FromDateTime(Lunar.ToDateTime(year, leap > 0 && month >= leap ? month + 1 : month, day, 0, 0, 0, 0));
    }
}
