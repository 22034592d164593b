using System.Text.Json.Serialization;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>One figure of a report: how much, as of when, or why not.</summary>
internal sealed record Figure
{
    /// <summary>Null is not zero: then <see cref="NullReason"/> says why.</summary>
    [JsonPropertyName("value")] public decimal? Value { get; init; }

    /// <summary>When it was counted or observed.</summary>
    [JsonPropertyName("as_of")] public DateTimeOffset AsOf { get; init; }

    /// <summary>Why there is no value.</summary>
    [JsonPropertyName("null_reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? NullReason { get; init; }

    /// <summary>The account it is about; null when it is about the client.</summary>
    [JsonPropertyName("account_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Guid? AccountId { get; init; }

    /// <summary>That account's name.</summary>
    [JsonPropertyName("account"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Account { get; init; }

    /// <summary>That account's platform.</summary>
    [JsonPropertyName("platform"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Platform { get; init; }
}
