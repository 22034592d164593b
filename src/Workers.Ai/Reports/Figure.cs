using System.Text.Json.Serialization;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>One figure of a report: how much, as of when, or why not; and how to count it again.</summary>
internal sealed record Figure
{
    /// <summary>Null is not zero: then <see cref="NullReason"/> says why.</summary>
    [JsonPropertyName("value")] public decimal? Value { get; init; }

    /// <summary>When it was counted or observed.</summary>
    [JsonPropertyName("as_of")] public DateTimeOffset AsOf { get; init; }

    /// <summary>Why there is no value.</summary>
    [JsonPropertyName("null_reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? NullReason { get; init; }

    /// <summary>Which of <see cref="Shared.Reports.ReportQueries"/> gave it.</summary>
    [JsonPropertyName("query")] public string Query { get; init; } = "";

    /// <summary>Which of the query's rows it is.</summary>
    [JsonPropertyName("key")] public string Key { get; init; } = "";

    /// <summary>What the query was asked with.</summary>
    [JsonPropertyName("parameters")] public FigureParameters Parameters { get; init; } = null!;

    /// <summary>What people call it, where its name does not tell: a metric, or a post's title.</summary>
    [JsonPropertyName("label"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Label { get; init; }

    /// <summary>The account it is about; null when it is about the client.</summary>
    [JsonPropertyName("account_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Guid? AccountId { get; init; }

    /// <summary>That account's name.</summary>
    [JsonPropertyName("account"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Account { get; init; }

    /// <summary>That account's platform.</summary>
    [JsonPropertyName("platform"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Platform { get; init; }

    /// <summary>So many of its <see cref="Wanted"/> parts (days, accounts) were given.</summary>
    [JsonPropertyName("given"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Given { get; init; }

    /// <summary>Parts it would have, were it whole.</summary>
    [JsonPropertyName("wanted"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Wanted { get; init; }

    /// <summary>Nothing of it is missing.</summary>
    [JsonIgnore] public bool IsWhole => Value is not null && Given == Wanted;

    /// <summary>Does it say the same, whenever it was seen?</summary>
    public bool Says(Figure other) => Value == other.Value && NullReason == other.NullReason && Given == other.Given;
}

/// <summary>What a query of figures is asked with.</summary>
/// <param name="ClientId">Whose figures.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="AsOf">What was known then.</param>
internal sealed record FigureParameters(
    [property: JsonPropertyName("client_id")] Guid ClientId, [property: JsonPropertyName("from")] DateOnly From, [property: JsonPropertyName("to")] DateOnly To,
    [property: JsonPropertyName("as_of")] DateTimeOffset AsOf);
