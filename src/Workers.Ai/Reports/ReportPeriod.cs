using System.Globalization;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>The calendar days in Seoul that a report is about.</summary>
/// <param name="Kind">daily or period.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
internal sealed record ReportPeriod(string Kind, DateOnly From, DateOnly To)
{
    /// <summary>Reports follow the agency's day, whatever a client's own zone.</summary>
    public const string Zone = "Asia/Seoul";

    private const int FewestTrendDays = 14;

    /// <summary>The first instant of the period.</summary>
    public DateTimeOffset Start => Midnight(From);

    /// <summary>The first instant after it.</summary>
    public DateTimeOffset End => Midnight(To.AddDays(1));

    /// <summary>How many days.</summary>
    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>As many days before it, which it is compared with.</summary>
    public ReportPeriod Before => this with { From = From.AddDays(-Days), To = From.AddDays(-1) };

    /// <summary>The days of its charts: its own, at least two weeks.</summary>
    public ReportPeriod Trend => this with { From = Days >= FewestTrendDays ? From : To.AddDays(1 - FewestTrendDays) };

    /// <summary>As people write it.</summary>
    public string Korean => From == To ? Day(To) : From.Year == To.Year ? $"{Day(From)} – {To.ToString("M월 d일", CultureInfo.InvariantCulture)}" : $"{Day(From)} – {Day(To)}";

    /// <summary>The day before the one in which <paramref name="firing"/> lies.</summary>
    public static ReportPeriod DayBefore(DateTimeOffset firing)
    {
        var day = DateOnly.FromDateTime(InSeoul(firing).DateTime).AddDays(-1);
        return new ReportPeriod("daily", day, day);
    }

    /// <summary>The wall clock in Seoul at an instant.</summary>
    public static DateTimeOffset InSeoul(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(Zone));

    private static string Day(DateOnly day) => day.ToString("yyyy년 M월 d일", CultureInfo.InvariantCulture);

    private static DateTimeOffset Midnight(DateOnly date)
    {
        var local = date.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById(Zone).GetUtcOffset(local)).ToUniversalTime();
    }
}
