namespace SnsOps.Shared.ExternalCalls;

/// <summary>Days of a zone, as platforms count their quotas: they last 23 or 25 hours when the clocks are changed.</summary>
public static class CalendarDay
{
    /// <summary>The last midnight.</summary>
    /// <param name="zone">IANA name.</param>
    /// <param name="at">An instant of that day.</param>
    public static DateTimeOffset Began(string zone, DateTimeOffset at) => Midnight(TimeZoneInfo.FindSystemTimeZoneById(zone), at, 0);

    /// <summary>The next midnight.</summary>
    /// <param name="zone">IANA name.</param>
    /// <param name="at">An instant of that day.</param>
    public static DateTimeOffset Ends(string zone, DateTimeOffset at) => Midnight(TimeZoneInfo.FindSystemTimeZoneById(zone), at, 1);

    private static DateTimeOffset Midnight(TimeZoneInfo zone, DateTimeOffset at, int days)
    {
        var midnight = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(at, zone).Date.AddDays(days), DateTimeKind.Unspecified);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
