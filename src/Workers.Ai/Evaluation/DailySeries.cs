using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>One series of days without gaps: days nobody wrote on are empty ones.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="First">Its first day.</param>
/// <param name="Days">One after the other.</param>
internal sealed record DailySeries(string Name, DateOnly First, Bucket[] Days)
{
    /// <summary>Place in the week of the first day.</summary>
    public int FirstPlace => (int)First.DayOfWeek;

    /// <summary>Days on which it alarms anew.</summary>
    public List<SurgeWatch.Alarm> Alarms(SurgeRule rule) => new SurgeWatch(rule, Cadence.Daily).Run(Days, FirstPlace);
}
