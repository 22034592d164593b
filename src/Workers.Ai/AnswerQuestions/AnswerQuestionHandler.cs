using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Questions;
using SnsOps.Workers.Ai.QuestionGrammar;
using SnsOps.Workers.Ai.SqlGuard;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>Answers one question: a model, or the embedded grammar, makes a statement of it; it is checked, run as the client's login, and its table is said in Korean.</summary>
internal sealed partial class AnswerQuestionHandler(QuestionSql questions, QuestionRunSql runs, LlmGateway gateway, ILogger<AnswerQuestionHandler> logger) : IJobItemHandler
{
    private const int ModelTries = 2;
    private string? _system;

    /// <inheritdoc />
    public string Job => QuestionRequests.Job;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await questions.ReadAsync(item.ClientId, item.SubjectId, ct) is not { } question)
            return new JobItemOutcome.Done(new { skipped = "nobody waits for it" });
        ClosedQuestion closed;
        try
        {
            closed = StatementGuard.IsThere ? await AnswerAsync(question, ct) : NotSetUp("PostgreSQL 파서(libpg_query)가 없습니다 | PostgreSQL's parser is not installed beside the program");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && !DatabaseAway.Is(e))
        {
            // Somebody waits for it: they are told now, and nobody tries again behind their back.
            LogFaulted(e, question.Id, question.ClientId);
            closed = new ClosedQuestion("failed", "답하는 중에 오류가 났습니다. 다시 물어봐 주세요. | Answering failed: ask again");
        }

        Failpoint.Hit("question.read");
        try
        {
            await questions.CloseAsync(question, closed, CancellationToken.None);
        }
        catch (Exception e) when (!DatabaseAway.Is(e))
        {
            // What was written cannot be stored: they are told that much, or they would wait for ever.
            LogFaulted(e, question.Id, question.ClientId);
            closed = new ClosedQuestion("failed", "답을 저장할 수 없었습니다. 다르게 물어봐 주세요. | The answer could not be stored: ask in other words");
            await questions.CloseAsync(question, closed, CancellationToken.None);
        }

        LogClosed(question.Id, question.ClientId, closed.State, closed.Engine ?? "none", closed.Table?.Rows.Count ?? 0);
        return new JobItemOutcome.Done(new { closed.State, closed.Engine });
    }

    private async Task<ClosedQuestion> AnswerAsync(AskedQuestion question, CancellationToken ct)
    {
        _system ??= QuestionPrompt.System(await questions.ViewsAsync(ct));
        IReadOnlyList<LlmTurn> turns = await questions.TurnsAsync(question, ct);
        var prompt = QuestionPrompt.Of(question);
        for (var tries = 0; tries < ModelTries; tries++)
        {
            var request = Request(question, prompt, turns);
            if (await gateway.GenerateAsync(request, ct) is not LlmAnswer.Written { Response: var written } || written.IsEmbedded)
                break;
            if (QuestionPlan.Parse(written.Content) is not { } plan)
            {
                (turns, prompt) = ([.. turns, new LlmTurn(false, prompt), new LlmTurn(true, written.Content)], QuestionPrompt.Again("JSON이 아닙니다"));
                continue;
            }

            if (plan.Sql is null)
                return Unanswered(plan, written.Engine);
            var (closed, reason) = await TryAsync(question, plan, written.Engine, ct);
            if (closed is not null)
                return closed;
            (turns, prompt) = ([.. turns, new LlmTurn(false, prompt), new LlmTurn(true, written.Content)], QuestionPrompt.Again(reason!));
        }

        // No model, or none whose statement could be run: what the grammar understands whole.
        var read = GrammarLink.Plan(Request(question, prompt, []));
        if (read.Sql is null)
            return Unanswered(read, GrammarLink.Name);
        var (answered, why) = await TryAsync(question, read, GrammarLink.Name, ct);
        return answered ?? new ClosedQuestion("failed", $"질문은 이해했지만 데이터를 읽지 못했습니다. {why}") { Engine = GrammarLink.Name, Sql = read.Sql };
    }

    private async Task<(ClosedQuestion? Closed, string? Reason)> TryAsync(AskedQuestion question, QuestionPlan plan, string engine, CancellationToken ct)
    {
        var (outcome, allowed) = await runs.RunAsync(question, plan.Sql!, engine, ct);
        return outcome switch
        {
            RunOutcome.Ran(var table) => (new ClosedQuestion("answered", AnswerText.Of(plan.Title ?? question.Text, table, question.Zone))
            {
                Engine = engine, Sql = allowed!.Sql, Table = table, Assumptions = plan.Assumptions ?? [], Views = allowed.Views, Reading = plan.Reading,
            }, null),
            RunOutcome.Blocked(var reason) => (null, $"허용되지 않은 것이 있습니다: {reason}"),
            RunOutcome.Failed(var reason) => (null, reason),
            RunOutcome.TimedOut => (null, "너무 오래 걸립니다. 기간을 줄여 보세요. | It takes too long: ask for a shorter period"),
            RunOutcome.Away(var reason) => (NotSetUp(reason), null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private QuestionRequest Request(AskedQuestion question, string prompt, IReadOnlyList<LlmTurn> turns) =>
        new(question.ClientId, question.Text, question.Today, question.Zone, question.Accounts, question.Earlier, _system!, prompt) { Before = turns, Temperature = 0, MaxTokens = 1000 };

    private static ClosedQuestion Unanswered(QuestionPlan plan, string engine) => new(plan.Kind == "cannot" ? "cannot" : "asks_back", plan.Message!) { Engine = engine };

    private static ClosedQuestion NotSetUp(string reason) =>
        new("failed", $"이 서버에서는 아직 질문에 답할 수 없습니다. 관리자에게 알려 주세요: {reason} | Questions are not set up on this server: tell an administrator (open-questions)");

    [LoggerMessage(4080, LogLevel.Information, "Question {QuestionId} of client {ClientId}: {State} by {Engine}, {Rows} rows", EventName = "QuestionAnswered")]
    private partial void LogClosed(Guid questionId, Guid clientId, string state, string engine, int rows);

    [LoggerMessage(4081, LogLevel.Error, "Question {QuestionId} of client {ClientId} could not be answered", EventName = "QuestionFaulted")]
    private partial void LogFaulted(Exception e, Guid questionId, Guid clientId);
}
