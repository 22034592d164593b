namespace SnsOps.Workers.Ai.BestTimes;

/// <summary>The 168 hours of a week.</summary>
internal static class Slots
{
    public const int PerDay = 24, Days = 7, Count = PerDay * Days;

    /// <summary>Monday is 1.</summary>
    public static int Weekday(int slot) => (slot / PerDay) + 1;

    public static int Hour(int slot) => slot % PerDay;

    public static int Of(int weekday, int hour) => ((weekday - 1) * PerDay) + hour;

    /// <summary>Hours between two times of day, going the shorter way round.</summary>
    public static int HoursApart(int a, int b)
    {
        var apart = Math.Abs(Hour(a) - Hour(b));
        return Math.Min(apart, PerDay - apart);
    }

    public static bool IsWeekend(int slot) => Weekday(slot) >= 6;
}
