namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>The calendar day in Seoul that a report is about.</summary>
/// <param name="Date">The day.</param>
/// <param name="Start">Its first instant.</param>
/// <param name="End">The first instant after it.</param>
internal sealed record ReportDay(DateOnly Date, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Reports follow the agency's day, whatever a client's own zone.</summary>
    public const string Zone = "Asia/Seoul";

    private static readonly TimeZoneInfo Seoul = TimeZoneInfo.FindSystemTimeZoneById(Zone);

    /// <summary>The day before the one in which <paramref name="firing"/> lies.</summary>
    public static ReportDay Of(DateTimeOffset firing)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(firing, Seoul).DateTime).AddDays(-1);
        return new ReportDay(date, Midnight(date), Midnight(date.AddDays(1)));
    }

    private static DateTimeOffset Midnight(DateOnly date)
    {
        var local = date.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Seoul.GetUtcOffset(local)).ToUniversalTime();
    }
}
