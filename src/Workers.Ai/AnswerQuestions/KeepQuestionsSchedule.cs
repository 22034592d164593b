using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>Every minute: questions that nobody works on any more are closed, so that who asked is told and may ask again.</summary>
internal sealed class KeepQuestionsSchedule(JobDefinition definition, QuestionSql questions) : IScheduledJob
{
    /// <summary>It looks at how things stand, so missed firings are one.</summary>
    public static JobDefinition Default { get; } = new("keep-questions", Grid.Every(TimeSpan.FromMinutes(1)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct) => new { given_up = await questions.GiveUpAsync(ct) };
}
