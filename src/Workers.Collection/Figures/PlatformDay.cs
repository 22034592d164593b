namespace SnsOps.Workers.Collection.Figures;

/// <summary>Days as Meta and Google count them: California's.</summary>
internal static class PlatformDay
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    /// <summary>The day it is there.</summary>
    public static DateOnly Of(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>When a day begins.</summary>
    public static DateTimeOffset Start(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight));
    }

    /// <summary>When a day is over.</summary>
    public static DateTimeOffset End(DateOnly day) => Start(day.AddDays(1));
}
