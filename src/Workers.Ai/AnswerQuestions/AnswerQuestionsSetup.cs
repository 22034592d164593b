using SnsOps.Shared.Hosting;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;
using SnsOps.Workers.Ai.QuestionGrammar;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>Wires questions over a client's own data.</summary>
internal static class AnswerQuestionsSetup
{
    /// <summary>Adds the handler of its items, the schedule that closes what was given up, the grammar as the gateway's last link, and section "Questions".</summary>
    public static WebApplicationBuilder AddAnswerQuestions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<SqlRunOptions>("Questions");
        services.AddSingleton<IEmbeddedWriter, GrammarLink>();
        services.AddSingleton<QuestionLogins>().AddSingleton<SqlRunner>().AddSingleton<QuestionSql>().AddSingleton<QuestionRunSql>();
        builder.AddJobItems<AnswerQuestionHandler>(Topics.Ai);
        return builder.AddSchedule<KeepQuestionsSchedule>(KeepQuestionsSchedule.Default);
    }
}
