namespace SnsOps.Shared.Calendars;

/// <summary>When somebody works: some hours of some weekdays in a zone, perhaps not on Korea's public holidays.</summary>
/// <param name="zone">Theirs.</param>
/// <param name="opens">A day begins.</param>
/// <param name="closes">It ends.</param>
/// <param name="weekdays">Monday is 1.</param>
/// <param name="closedHolidays">Nobody works on public holidays and their substitutes.</param>
public sealed class BusinessHours(TimeZoneInfo zone, TimeOnly opens, TimeOnly closes, IReadOnlyCollection<int> weekdays, bool closedHolidays)
{
    /// <summary>Monday to Friday, 9 to 18, not on holidays.</summary>
    public static BusinessHours Usual(TimeZoneInfo zone) => new(zone, new TimeOnly(9, 0), new TimeOnly(18, 0), [1, 2, 3, 4, 5], closedHolidays: true);

    /// <summary>How much working time lies between two instants.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
            return TimeSpan.Zero;
        var (first, last) = (DayOf(from), DayOf(to));
        if (first == last)
            return IsOpen(first) ? Within(first, from, to) : TimeSpan.Zero;
        var sum = (IsOpen(first) ? Within(first, from, DateTimeOffset.MaxValue) : TimeSpan.Zero) + (IsOpen(last) ? Within(last, DateTimeOffset.MinValue, to) : TimeSpan.Zero);
        for (var day = first.AddDays(1); day < last; day = day.AddDays(1))
        {
            if (IsOpen(day))
                sum += Instant(day, closes) - Instant(day, opens);
        }

        return sum;
    }

    /// <summary>Whether anybody works on a day at all.</summary>
    public bool IsOpen(DateOnly day) => weekdays.Contains(day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek) && !(closedHolidays && KoreanHolidays.NameOf(day) is not null);

    private TimeSpan Within(DateOnly day, DateTimeOffset from, DateTimeOffset to)
    {
        var (begins, ends) = (Instant(day, opens), Instant(day, closes));
        var (since, until) = (from > begins ? from : begins, to < ends ? to : ends);
        return until > since ? until - since : TimeSpan.Zero;
    }

    private DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>An hour that the clocks leap over is the one they leap to.</summary>
    private DateTimeOffset Instant(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}
