using System.Globalization;
using Dapper;
using Npgsql;
using SnsOps.Workers.Ai.QuestionGrammar;
using SnsOps.Workers.Ai.SqlGuard;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Benchmarks.Questions;

/// <summary>Asks the grammar all questions and holds its answers, through check and login, to the tables.</summary>
internal sealed class QuestionWalk(NpgsqlDataSource database, QuestionWorld world)
{
    private static readonly TimeZoneInfo Seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    private readonly SqlRunner _runner = new(new QuestionLogins(database, AttackWalk.Key, new SqlRunOptions()), new SqlRunOptions());

    /// <summary>Each with what became of it.</summary>
    public async Task<IReadOnlyList<WalkedQuestion>> WalkAsync(IEnumerable<AskedQuestion> questions, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("create function pg_temp.day(at timestamptz) returns date language sql immutable as $$ select (at at time zone 'Asia/Seoul')::date $$");
        var accounts = (await connection.QueryAsync<string>("select name from platform_accounts where client_id = @Mine", new { world.Mine })).AsList();
        var walked = new List<WalkedQuestion>();
        foreach (var question in questions)
        {
            var plan = GrammarLink.Plan(new QuestionRequest(world.Mine, question.Text, QuestionWorld.Today, Seoul, accounts, null, "", question.Text));
            walked.Add(await JudgeAsync(connection, question, plan, ct));
        }

        return walked;
    }

    private async Task<WalkedQuestion> JudgeAsync(NpgsqlConnection connection, AskedQuestion question, QuestionPlan plan, CancellationToken ct)
    {
        if (plan.Sql is null)
            return new WalkedQuestion(question, question.Gold is null ? Verdict.Right : Verdict.NotAnswered, plan.Message!);
        if (question.Gold is null)
            return new WalkedQuestion(question, Verdict.Wrong, $"answered: {plan.Sql}");
        if (StatementGuard.Judge(plan.Sql) is not GuardVerdict.Allowed allowed)
            return new WalkedQuestion(question, Verdict.NotAnswered, $"blocked: {StatementGuard.Judge(plan.Sql)}");
        if (await _runner.RunAsync(world.Mine, allowed.Sql, ct) is not RunOutcome.Ran(var table))
            return new WalkedQuestion(question, Verdict.NotAnswered, $"not run: {plan.Sql}");
        var gold = (await connection.QueryAsync(new CommandDefinition(question.Gold, cancellationToken: ct))).Select(row => (IDictionary<string, object?>)row).ToList();
        var wanted = gold.Select(row => string.Join(" | ", row.Values.Select(Text))).ToList();
        string[] columns = gold.Count == 0 ? [] : [.. gold[0].Keys];
        var places = columns.Select(c => table.Columns.ToList().IndexOf(c)).ToList();
        if (places.Contains(-1))
            return new WalkedQuestion(question, Verdict.Wrong, $"has no column {string.Join(',', columns)}: {plan.Sql}");
        var given = table.Rows.Select(row => string.Join(" | ", places.Select(p => Text(row[p])))).ToList();
        return given.SequenceEqual(wanted) ? new WalkedQuestion(question, Verdict.Right, plan.Title!)
            : new WalkedQuestion(question, Verdict.Wrong, $"{plan.Sql}\n   given  {string.Join("; ", given.Take(4))}\n   wanted {string.Join("; ", wanted.Take(4))}");
    }

    private static string Text(object? value) => value switch
    {
        null => "∅",
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.######", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}

/// <summary>What became of a question.</summary>
internal sealed record WalkedQuestion(AskedQuestion Question, Verdict Verdict, string Detail);

/// <summary>Wrong is what was answered and is not so: nothing of that may be.</summary>
internal enum Verdict
{
    Right,
    NotAnswered,
    Wrong,
}
