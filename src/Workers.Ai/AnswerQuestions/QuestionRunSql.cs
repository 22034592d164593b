using Dapper;
using Npgsql;
using SnsOps.Workers.Ai.SqlGuard;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>Checks and runs a statement, each as a row: who asked, what was written, what was run, what came of it.</summary>
internal sealed class QuestionRunSql(NpgsqlDataSource database, SqlRunner runner)
{
    /// <summary>Checks it, writes its row, runs it, and completes the row. The row is there before the statement runs.</summary>
    public async Task<(RunOutcome Outcome, GuardVerdict.Allowed? Allowed)> RunAsync(AskedQuestion question, string sql, string engine, CancellationToken ct)
    {
        var verdict = StatementGuard.Judge(sql);
        var allowed = verdict as GuardVerdict.Allowed;
        var (at, id) = await BeginAsync(question, sql, allowed?.Sql, engine, ct);
        var started = TimeProvider.System.GetTimestamp();
        var outcome = verdict is GuardVerdict.Blocked(var reason) ? new RunOutcome.Blocked(reason) : await runner.RunAsync(question.ClientId, allowed!.Sql, ct);
        await EndAsync(at, id, outcome, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        return (outcome, allowed);
    }

    private async Task<(DateTimeOffset At, Guid Id)> BeginAsync(AskedQuestion question, string asked, string? sql, string engine, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var id = Guid.CreateVersion7();
        var at = await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("""
            insert into question_runs (at, id, client_id, question_id, asked_by, engine, asked_sql, sql, role)
            values (clock_timestamp(), @id, @ClientId, @questionId, @AskedBy, @engine, @asked, @sql, case when @sql::text is not null then snsops.question_role_name(@ClientId)::text end)
            returning at
            """, new { id, question.ClientId, questionId = question.Id, question.AskedBy, engine, asked, sql }, cancellationToken: ct));
        return (new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)), id);
    }

    private async Task EndAsync(DateTimeOffset at, Guid id, RunOutcome outcome, double ms)
    {
        var reason = outcome switch { RunOutcome.Blocked(var r) => r, RunOutcome.Failed(var r) => r, RunOutcome.Away(var r) => r, _ => null };
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(new CommandDefinition("update question_runs set outcome = @Name, reason = @reason, row_count = @rows, ms = @ms where at = @at and id = @id",
            new { outcome.Name, reason, rows = (outcome as RunOutcome.Ran)?.Table.Rows.Count, ms, at, id }, cancellationToken: CancellationToken.None));
    }
}
