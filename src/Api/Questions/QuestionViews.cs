using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace SnsOps.Api.Questions;

/// <remarks>ConversationId: of the question this one follows; without it a conversation begins.</remarks>
public sealed record NewQuestion([Required, MinLength(1), MaxLength(1000)] string? Text, Guid? ConversationId = null);

/// <remarks>
/// State: waiting, answered, asks_back (it can be meant in several ways), cannot (nothing stored here answers it) or failed; Answer says it in Korean.
/// Engine: who read the question; "embedded-grammar" is the embedded one. Sql: as it was run; $1 is the number of rows. Rows: at most 200, by Columns; IsCut: there are more.
/// Assumptions: what the question left open. Sources: [{view, as_of, age_seconds}].
/// </remarks>
public sealed record QuestionView(
    Guid Id, Guid ConversationId, Guid ClientId, string Text, string State, string? Answer, string? Engine, string? Sql, JsonNode Columns, JsonNode Rows, int RowCount, bool IsCut,
    JsonNode Assumptions, JsonNode Sources, DateTimeOffset AskedAt, DateTimeOffset? ClosedAt);

/// <remarks>Only its owner sees it.</remarks>
public sealed record ConversationView(Guid Id, Guid ClientId, string Title, int Questions, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
