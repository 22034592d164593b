using System.Globalization;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>What was used within a window that slides, kept in twelve steps and the one that is leaving; or since the last midnight of a zone, kept in the first of them.</summary>
/// <remarks>A step counts until its last instant has left the window, so no stretch of the window's length ever holds more than the sum.</remarks>
/// <param name="Length">Of the window.</param>
/// <param name="NewestAt">When the newest step began.</param>
/// <param name="Steps">Newest first.</param>
/// <param name="ResetsIn">Zone at whose midnight it begins anew; null: it slides.</param>
public sealed record BudgetWindow(TimeSpan Length, DateTimeOffset NewestAt, IReadOnlyList<int> Steps, string? ResetsIn = null)
{
    /// <summary>Steps that are kept.</summary>
    public const int Kept = 13;

    /// <summary>All that counts.</summary>
    public int Used => Steps.Sum();

    private TimeSpan Step => Length / (Kept - 1);

    /// <summary>Nothing used yet.</summary>
    public static BudgetWindow Empty(TimeSpan length, DateTimeOffset now) => new(length, now, new int[Kept]);

    /// <summary>As its row has it, the steps being PostgreSQL's text of an array.</summary>
    public static BudgetWindow Read(TimeSpan length, DateTimeOffset newestAt, string steps, string? resetsIn) =>
        new(length, newestAt, [.. steps.Trim('{', '}').Split(',').Select(step => int.Parse(step, CultureInfo.InvariantCulture))], resetsIn);

    /// <summary>The steps as PostgreSQL's text of an array.</summary>
    internal string StepsText => $"{{{string.Join(',', Steps)}}}";

    /// <summary>The same, moved so that <paramref name="now"/> lies in its newest step.</summary>
    public BudgetWindow At(DateTimeOffset now)
    {
        if (ResetsIn is not null)
            return CalendarDay.Began(ResetsIn, now) is var began && began > NewestAt ? Empty(Length, began) with { ResetsIn = ResetsIn } : this;
        if (now < NewestAt)
            return this with { NewestAt = now };        // a clock turned back: what was used still counts
        var moved = (long)((now - NewestAt) / Step);
        return moved == 0 ? this
            : moved >= Kept ? Empty(Length, now)
            : this with { NewestAt = NewestAt + (moved * Step), Steps = [.. new int[moved], .. Steps.Take(Kept - (int)moved)] };
    }

    /// <summary>Counts <paramref name="amount"/> as used at <paramref name="at"/>; what has left the window counts no more.</summary>
    public BudgetWindow Add(int amount, DateTimeOffset at)
    {
        var index = ResetsIn is not null ? (at >= CalendarDay.Began(ResetsIn, NewestAt) ? 0 : Kept)
            : at >= NewestAt ? 0 : (int)Math.Min(Kept, Math.Ceiling((NewestAt - at) / Step));
        if (amount == 0 || index >= Kept)
            return this;
        var steps = Steps.ToArray();
        steps[index] += amount;
        return this with { Steps = steps };
    }

    /// <summary>Whether something that was at an instant lies in the window of <paramref name="now"/>.</summary>
    public bool Holds(DateTimeOffset at, DateTimeOffset now) => at > (ResetsIn is null ? now - Length : CalendarDay.Began(ResetsIn, now));

    /// <summary>How long until at least <paramref name="amount"/> has left the window; its whole length when that much was never used.</summary>
    public TimeSpan UntilFree(int amount, DateTimeOffset now)
    {
        if (ResetsIn is not null)
            return CalendarDay.Ends(ResetsIn, now) - now;
        for (var i = Kept - 1; i >= 0; i--)
        {
            amount -= Steps[i];
            if (amount <= 0)
                return NewestAt + ((Kept - i) * Step) - now;
        }

        return Length;
    }
}
