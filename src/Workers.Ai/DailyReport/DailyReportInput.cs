using System.Text.Json.Serialization;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>What the planner tells an item.</summary>
/// <param name="Late">The firing was caught up, not on time.</param>
internal sealed record DailyReportInput([property: JsonPropertyName("late")] bool Late);
