using System.Text.Json.Serialization;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>Everything that a report's page shows. The same document gives the same bytes.</summary>
/// <param name="Facts">Its figures.</param>
/// <param name="Written">Its words.</param>
/// <param name="Late">It was made after its time.</param>
/// <param name="Version">1, or more when figures changed afterwards.</param>
/// <param name="Changes">What differs from the version before.</param>
internal sealed record ReportDocument(ReportFacts Facts, WrittenReport Written, bool Late, int Version, IReadOnlyList<FigureChange> Changes);

/// <summary>A figure that says something else than it did.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Before">What the version before said.</param>
/// <param name="BeforeReason">Why it said nothing.</param>
/// <param name="After">What it says now.</param>
/// <param name="AfterReason">Why it says nothing.</param>
/// <param name="SeenAt">When the new value was counted or observed.</param>
/// <param name="Why">Why figures of this kind change.</param>
internal sealed record FigureChange(string Name, string Label, decimal? Before, string? BeforeReason, decimal? After, string? AfterReason, DateTimeOffset SeenAt, string Why)
{
    /// <summary>So many of its parts the version before had; null: it has no parts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? BeforeGiven { get; init; }

    /// <summary>So many it has now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? AfterGiven { get; init; }

    /// <summary>Parts it would have, were it whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Wanted { get; init; }

    /// <summary>The number is the same: only more of its days are known.</summary>
    [JsonIgnore] public bool IsSameNumber => Before == After && BeforeReason == AfterReason;

    /// <summary>What differs between two countings of one report. Figures that only one of them has (an account came or went) are no change of a figure.</summary>
    public static IReadOnlyList<FigureChange> Between(IReadOnlyDictionary<string, Figure> before, IReadOnlyDictionary<string, Figure> after) =>
    [
        .. from pair in after
           where before.TryGetValue(pair.Key, out var old) && !old.Says(pair.Value)
           let old = before[pair.Key]
           select new FigureChange(pair.Key, ReportWords.Label(pair.Key, pair.Value), old.Value, old.NullReason, pair.Value.Value, pair.Value.NullReason, pair.Value.AsOf,
               Shared.Reports.ReportQueries.Named(pair.Value.Query).Why)
           {
               BeforeGiven = old.Given, AfterGiven = pair.Value.Given, Wanted = pair.Value.Wanted,
           },
    ];
}
