using System.Text.Json.Serialization;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>What the planner tells an item.</summary>
/// <param name="MissedSince">The last firing that ran, when some after it did not.</param>
internal sealed record CollectAnalyticsInput([property: JsonPropertyName("missed_since")] DateTimeOffset? MissedSince);
