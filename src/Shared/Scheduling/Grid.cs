using Quartz;

namespace SnsOps.Shared.Scheduling;

/// <summary>The fixed instants of a schedule: every replica computes the same ones.</summary>
public abstract record Grid
{
    /// <summary>Multiples of <paramref name="interval"/> since the Unix epoch.</summary>
    public static Grid Every(TimeSpan interval) => new EveryInterval(interval);

    /// <summary>A Quartz cron expression read in a time zone.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine lacks time-zone data: better at start than at 08:00.</exception>
    public static Grid Cron(string expression, string timeZone) => new CronInZone(expression, TimeZoneInfo.FindSystemTimeZoneById(timeZone));

    /// <summary>The newest instant at or before <paramref name="time"/>.</summary>
    public abstract DateTimeOffset LatestAt(DateTimeOffset time);

    /// <summary>The instant before one of this grid.</summary>
    public DateTimeOffset Before(DateTimeOffset instant) => LatestAt(instant - TimeSpan.FromTicks(1));

    /// <summary>In words, for staff: "every 00:05:00", "0 0 8 * * ? Asia/Seoul".</summary>
    public abstract string Describe();

    /// <summary>When Quartz fires it.</summary>
    internal abstract IScheduleBuilder ForQuartz();

    private sealed record EveryInterval(TimeSpan Interval) : Grid
    {
        public override DateTimeOffset LatestAt(DateTimeOffset time) =>
            DateTimeOffset.UnixEpoch + TimeSpan.FromTicks((time - DateTimeOffset.UnixEpoch).Ticks / Interval.Ticks * Interval.Ticks);

        public override string Describe() => $"every {Interval}";

        internal override IScheduleBuilder ForQuartz() => SimpleScheduleBuilder.Create().WithInterval(Interval).RepeatForever();
    }

    private sealed record CronInZone(string Expression, TimeZoneInfo Zone) : Grid
    {
        private readonly CronExpression _cron = CronExpression.Parse(Expression).WithTimeZone(Zone);

        public override DateTimeOffset LatestAt(DateTimeOffset time)
        {
            var instant = _cron.IsSatisfiedBy(time) ? new DateTimeOffset(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero)
                : _cron.GetPreviousValidTimeBefore(time)?.ToUniversalTime() ?? throw new InvalidOperationException($"The schedule '{Expression}' never fires");
            return IsSecondOccurrence(instant) ? LatestAt(instant - TimeSpan.FromSeconds(1)) : instant;
        }

        /// <summary>When clocks go back, a wall time comes twice; the schedule fires at the first only.</summary>
        private bool IsSecondOccurrence(DateTimeOffset instant)
        {
            var local = TimeZoneInfo.ConvertTime(instant, Zone);
            return Zone.IsAmbiguousTime(local) && local.Offset == Zone.GetAmbiguousTimeOffsets(local).Min();
        }

        public override string Describe() => $"{Expression} {Zone.Id}";

        internal override IScheduleBuilder ForQuartz() => CronScheduleBuilder.Create(Expression).InTimeZone(Zone);
    }
}
