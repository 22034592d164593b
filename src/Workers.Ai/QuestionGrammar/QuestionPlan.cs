using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>What a model or the grammar makes of a question, as JSON: a statement, a question back, or that it cannot be answered.</summary>
/// <param name="Kind">sql, ask_back or cannot.</param>
/// <param name="Sql">The statement.</param>
/// <param name="Title">What the statement answers, in Korean.</param>
/// <param name="Message">What is said instead of an answer.</param>
/// <param name="Assumptions">How it was understood where the question left it open.</param>
/// <param name="Reading">Of the grammar only.</param>
internal sealed record QuestionPlan(string Kind, string? Sql = null, string? Title = null, string? Message = null, IReadOnlyList<string>? Assumptions = null, Reading? Reading = null)
{
    /// <summary>Korean stays readable.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads what was written; null if it is no plan. Models put fences and words around it.</summary>
    public static QuestionPlan? Parse(string text)
    {
        var (from, to) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (from < 0 || to < from || text.Contains("\\u0000", StringComparison.Ordinal))       // PostgreSQL stores none
            return null;
        try
        {
            return JsonSerializer.Deserialize<QuestionPlan>(text.AsSpan(from, to - from + 1), Json) switch
            {
                { Kind: "sql", Sql.Length: > 0 } plan => plan,
                { Kind: "ask_back" or "cannot", Message.Length: > 0 } plan => plan with { Sql = null },
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As text.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
