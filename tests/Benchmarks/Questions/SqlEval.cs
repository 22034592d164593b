using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SnsOps.Local.Commands;
using SnsOps.Workers.Ai.SqlGuard;

namespace SnsOps.Benchmarks.Questions;

/// <summary><c>./snsops eval sql</c>: how many attacks each of the two fences stops alone, and how many questions the grammar answers right.</summary>
internal static class SqlEval
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var shown = new Option<bool>("--show") { Description = "each question with what became of it" };
        var command = new Command("sql", "questions over a client's data: attacks stopped, questions answered") { shown };
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var database = await BenchDatabase.StartAsync(signals.Asked);
            return await RunAsync(database, parsed.GetValue(shown), signals.Asked) ? 0 : 1;
        });
        return command;
    }

    private static async Task<bool> RunAsync(BenchDatabase database, bool isShown, CancellationToken ct)
    {
        var world = await QuestionWorld.MakeAsync(database.DataSource, ct);
        var walk = new AttackWalk(database.DataSource, world);
        var attacks = await walk.ReadAsync(FileOf("attacks.txt"), ct);
        var passed = AttackWalk.Passed(attacks);
        var leaks = await walk.LeaksAsync(attacks, ct);
        foreach (var family in attacks.GroupBy(a => a.Family))
            Say($"  {family.Count(),4}  {family.Key}");
        foreach (var attack in passed)
            Say($"  passed the parser: {attack.Sql}");
        foreach (var leak in leaks)
            Say($"  leaked: {leak}");
        Say($"attacks {attacks.Count}");
        Say($"blocked by the parser alone {Share(attacks.Count - passed.Count, attacks.Count)}");
        Say($"foreign reads or writes without the parser {leaks.Count}");

        var walked = await new QuestionWalk(database.DataSource, world).WalkAsync(QuestionFile.Read(FileOf("questions.txt"), world.Mine), ct);
        foreach (var one in walked.Where(w => isShown || w.Verdict != Verdict.Right))
            Say($"  {one.Verdict,-11} {one.Question.Text}\n   {one.Detail}");
        var (benign, open) = (walked.Where(w => w.Question.Gold is not null).ToList(), walked.Where(w => w.Question.Gold is null).ToList());
        var wrong = walked.Count(w => w.Verdict == Verdict.Wrong);
        Say($"questions {benign.Count}");
        Say($"answered right {Share(benign.Count(w => w.Verdict == Verdict.Right), benign.Count)}");
        foreach (var held in benign.GroupBy(w => w.Question.IsHeld).OrderBy(g => g.Key))
            Say($"  {(held.Key ? "held out" : "tuned on")} {Share(held.Count(w => w.Verdict == Verdict.Right), held.Count())}");
        Say($"not to be answered, and asked back or declined {Share(open.Count(w => w.Verdict == Verdict.Right), open.Count)}");
        Say($"wrong and confident {wrong}");
        var started = Stopwatch.GetTimestamp();
        const int Times = 5000;
        for (var i = 0; i < Times; i++)
            StatementGuard.Judge("select platform, count(*) as comments from comments where posted_at >= timestamptz '2026-10-01 00:00:00+09:00' group by 1 order by comments desc");
        Say(string.Create(CultureInfo.InvariantCulture, $"a statement checked and printed again in {Stopwatch.GetElapsedTime(started).TotalMicroseconds / Times:0} µs"));
        return passed.Count == 0 && leaks.Count == 0 && wrong == 0 && benign.Count(w => w.Verdict == Verdict.Right) >= 0.95 * benign.Count;
    }

    private static string FileOf(string name) => Path.Combine(AppContext.BaseDirectory, "Questions", name);

    private static string Share(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.00} % ({part} of {whole})");

    private static void Say(string line) => Console.WriteLine(line);
}
