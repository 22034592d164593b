namespace SnsOps.Shared.ExternalCalls;

/// <summary>A budget's row while it is locked: what may be lent, what a report changes, whether people must be told.</summary>
internal sealed class BudgetState(
    Budget budget, BudgetWindow window, int users, int? learned, int others, DateTimeOffset? closedUntil, DateTimeOffset? alarmedAt, DateTimeOffset now)
{
    private int _lent;
    private int _lentAndSpent;

    public Budget Budget => budget;

    public BudgetWindow Window { get; private set; } = window.At(now);

    public int? Learned { get; private set; } = learned;

    /// <summary>What the platform counts beyond our own calls, as it last said.</summary>
    public int Others { get; private set; } = others;

    public DateTimeOffset? ClosedUntil { get; private set; } = closedUntil;

    public DateTimeOffset? AlarmedAt { get; private set; } = alarmedAt;

    public int? ReportedPercent { get; private set; }

    /// <summary>People are to be told now.</summary>
    public bool Alarms { get; private set; }

    /// <summary>For how long the platform has closed it from now on; zero when it has not.</summary>
    public TimeSpan ClosedFor => ClosedUntil > now ? ClosedUntil.Value - now : TimeSpan.Zero;

    /// <summary>In force: ours, or what the headers have shown to be there.</summary>
    public int Limit => Math.Max(budget.PerUserOf is null ? budget.Limit : budget.Limit * Math.Max(1, users), Learned ?? 0);

    /// <summary>What counts as used: what was, what is lent, and what others used.</summary>
    public int Used => Window.Used + _lent + Others;

    /// <summary>Counts a chunk somebody holds.</summary>
    public void Lend(int amount, int spent) => (_lent, _lentAndSpent) = (_lent + amount, _lentAndSpent + spent);

    /// <summary>Takes back a chunk: what was spent of it was used, the rest is free.</summary>
    public void TakeBack(int spent, DateTimeOffset until) => Window = Window.Add(spent, until < now ? until : now);

    /// <summary>Believes the platform: it may have counted more than we did, and its percentages show how much there is. People are told of what it says as of what we count.</summary>
    public void Believe(UsageReport report, ExternalCallOptions options)
    {
        ReportedPercent = report.Percent;
        if (report.Closed)
        {
            // What it counts until then does not matter; afterwards its next answer tells.
            var (until, isNews) = (now + (report.Regain ?? TimeSpan.FromMinutes(options.ThrottledMinutes)), ClosedFor == TimeSpan.Zero);
            (ClosedUntil, Others) = (ClosedUntil > until ? ClosedUntil : until, 0);
            if (budget.Alarm.ClosedKo is null)
                AlarmOnce();
            else if (isNews)
                (Alarms, AlarmedAt) = (true, now);      // something else than running short, which may have been told already
        }
        else if (report.Percent is { } percent)
        {
            var (spent, counted) = (Window.Used + _lentAndSpent, (int)Math.Ceiling(Limit * Math.Min(percent, 100) / 100.0));
            Others = Math.Max(0, counted - spent);
            Learned = (int)Math.Min(Math.Max(100L * spent / (percent + 1), Learned ?? 1), int.MaxValue / 2);
            if (!budget.Alarm.AtLimit && percent >= options.AlarmShare * 100)
                AlarmOnce();
        }
    }

    /// <summary>How much may be lent, enough for one call that costs so much; none: how long to wait.</summary>
    public (int Amount, TimeSpan Wait) Ask(CallPriority priority, int cost, ExternalCallOptions options)
    {
        if (ClosedFor > TimeSpan.Zero)
            return (0, ClosedFor);
        var ceiling = priority == CallPriority.Collection && budget.KeepsReserve ? (int)(Limit * options.CollectionShare) : Limit;
        if (Used >= (budget.Alarm.AtLimit ? Limit : options.AlarmShare * Limit))
            AlarmOnce();
        if (Used + cost <= ceiling)
            return (Math.Min(Math.Max(cost, Math.Clamp(Limit / 20, 1, Math.Max(100, Limit / 200))), ceiling - Used), TimeSpan.Zero);
        var wait = Window.UntilFree(Used - ceiling + cost, now);
        return (0, _lent > 0 && wait.TotalSeconds > options.ChunkSeconds ? TimeSpan.FromSeconds(options.ChunkSeconds) : wait);
    }

    private void AlarmOnce()
    {
        if (AlarmedAt is { } told && Window.Holds(told, now))
            return;
        (Alarms, AlarmedAt) = (true, now);
    }
}
