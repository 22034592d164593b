namespace SnsOps.Workers.Ai.Surges;

/// <summary>A client's rule, and what is done when it alarms.</summary>
/// <param name="Id">Of the row; null: the client has none of its own.</param>
/// <param name="Limits">How far from the usual alarms.</param>
/// <param name="CoolDownMinutes">Minutes of quiet about the same storm once somebody has taken it.</param>
/// <param name="EscalateMinutes">Without an answer for so long, people are told again.</param>
internal sealed record ClientRule(Guid? Id, SurgeRule Limits, int CoolDownMinutes, int[] EscalateMinutes);
