using System.Text.Json;
using SnsOps.Workers.Ai.QuestionGrammar;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>A question somebody waits for, with what it takes to read it.</summary>
internal sealed record AskedQuestion
{
    public Guid Id { get; init; }

    public Guid ClientId { get; init; }

    public Guid ConversationId { get; init; }

    public Guid AskedBy { get; init; }

    public string Text { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public DateTimeOffset Now { get; init; }

    public string[] Accounts { get; init; } = [];

    public string? Before { get; init; }

    /// <summary>The client's time zone.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>There.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    /// <summary>How the question before was read, if the grammar read it.</summary>
    public Reading? Earlier => Before is null ? null : JsonSerializer.Deserialize<Reading>(Before, QuestionPlan.Json);
}

/// <summary>How a question ended.</summary>
internal sealed record ClosedQuestion(string State, string Answer)
{
    public string? Engine { get; init; }

    public string? Sql { get; init; }

    public SqlRuns.ResultTable? Table { get; init; }

    public IReadOnlyList<string> Assumptions { get; init; } = [];

    public IReadOnlyList<string> Views { get; init; } = [];

    public Reading? Reading { get; init; }
}

/// <summary>What was read for an answer, and how old it is.</summary>
internal sealed record AnswerSource(string View, DateTimeOffset? AsOf, double? AgeSeconds);
