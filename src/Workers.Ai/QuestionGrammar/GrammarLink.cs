using SnsOps.Shared.Llm;

namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>A question for the gateway, with what the grammar needs to read it without a model.</summary>
/// <param name="Client">Whose data.</param>
/// <param name="Ask">The question itself.</param>
/// <param name="Today">In the client's time zone.</param>
/// <param name="Zone">That.</param>
/// <param name="Accounts">Names of the client's accounts.</param>
/// <param name="Earlier">The reading of the question before.</param>
/// <param name="System">What a model is told.</param>
/// <param name="Prompt">What a model is asked.</param>
internal sealed record QuestionRequest(Guid Client, string Ask, DateOnly Today, TimeZoneInfo Zone, IReadOnlyList<string> Accounts, Reading? Earlier, string System, string Prompt)
    : LlmRequest(Client, LlmTasks.Question, System, Prompt);

/// <summary>The embedded grammar as the last link of the gateway: it reads what it understands whole, and says so of the rest.</summary>
internal sealed class GrammarLink : IEmbeddedWriter
{
    /// <summary>What staff see as the origin of its statements.</summary>
    public const string Name = "embedded-grammar";

    /// <inheritdoc />
    public string Task => LlmTasks.Question;

    /// <inheritdoc />
    public string Engine => Name;

    /// <inheritdoc />
    public string? Write(LlmRequest request) => request is QuestionRequest question ? Plan(question).ToString() : null;

    /// <summary>The same, not as text.</summary>
    public static QuestionPlan Plan(QuestionRequest question) => QuestionReader.Read(question.Ask, question.Today, question.Accounts, question.Earlier) switch
    {
        Understood.Clear(var reading, var assumptions) => new QuestionPlan("sql", SqlWriter.Write(reading, question.Zone), Titles.Of(reading), Assumptions: assumptions, Reading: reading),
        Understood.Unclear(var message) => new QuestionPlan("ask_back", Message: message),
        Understood.Foreign(var message) => new QuestionPlan("cannot", Message: message),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
