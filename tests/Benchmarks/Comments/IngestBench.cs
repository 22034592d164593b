using System.Globalization;
using SnsOps.Benchmarks.Publish;

namespace SnsOps.Benchmarks.Comments;

/// <summary>
/// How fast comments enter the inbox, new ones and mostly known ones, two accounts at once as the passes do it: in turns with a bare COPY into the same table
/// with all its indexes, with Celery storing them row by row in tasks of their own, and with a prepared upsert in a loop.
/// </summary>
internal static class IngestBench
{
    private const int Queued = 4000;
    private const int Looped = 2000;
    private const int Tried = 1500;
    private static readonly string[] s_arms = ["copy", "new", "celery", "loop", "seen"];

    /// <summary>Runs it on a durable PostgreSQL of its own.</summary>
    public static async Task RunAsync(BenchDatabase server, BenchReport report, int comments, int rounds, CancellationToken ct)
    {
        await server.DataSource.ReloadTypesAsync(ct);         // the enum of platforms came with the migration
        var load = await IngestLoad.CreateAsync(server.DataSource, comments, ct);
        await using var peer = new CeleryPeer(server.ConnectionString, new Uri("http://127.0.0.1:9"), server.PortOf("redis"), Path.Combine(server.Folder, "redis"), new byte[32]);
        var queue = new CeleryIngest(server.DataSource, peer, load, Path.Combine(server.Folder, "comments.jsonl"));
        await CeilingsAsync(report, load, ct);
        var setup = await BestAsync(queue, load, report, ct);

        var turns = s_arms.ToDictionary(arm => arm, _ => new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var rates = new Dictionary<string, double>();
            foreach (var arm in round % 2 == 0 ? s_arms : s_arms.Reverse())
                rates[arm] = await TurnAsync(arm, load, queue, setup, ct);
            BenchReport.Progress($"round {round}{(round == 0 ? " (warm-up)" : "")}: " + string.Join(", ", rates.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value.ToString("N0", CultureInfo.InvariantCulture)}/s")));
            if (round > 0)
                foreach (var (arm, rate) in rates)
                    turns[arm].Add(rate);
        }

        report.Figure($"COPY of {comments:N0} rows into the same table and indexes", turns["copy"].Median(), "comments/s");
        report.Figure($"the store, {comments:N0} new, pages of {IngestLoad.PageSize:N0}", turns["new"].Median(), "comments/s");
        report.Figure($"the store, {comments:N0} of which 90 % are known", turns["seen"].Median(), "comments/s");
        report.Figure($"Celery ({setup}), {Queued:N0} new, a task and a row each", turns["celery"].Median(), "comments/s");
        report.Figure($"a prepared upsert in a loop, {Looped:N0} new, no queue", turns["loop"].Median(), "comments/s");
        report.Figure("new : COPY, median of rounds", Ratio("new", "copy"), "×", "≥ 0.5");
        report.Figure("90 % known : COPY, median of rounds", Ratio("seen", "copy"), "×", "≥ 0.8");
        report.Figure("new : Celery row by row, median of rounds", Ratio("new", "celery"), "×", "≥ 20");
        report.Figure("new : the loop, median of rounds", Ratio("new", "loop"), "×");

        double Ratio(string one, string other) => turns[one].Zip(turns[other], (a, b) => a / b).Median();
    }

    private static async Task<double> TurnAsync(string arm, IngestLoad load, CeleryIngest queue, CelerySetup setup, CancellationToken ct)
    {
        await load.EmptyAsync(ct);
        if (arm == "seen")
            await load.CopyAsync(new HashSet<int>(Enumerable.Range(0, load.Count).Where(i => i % 10 != 0)).Contains, ct);
        await load.SettleAsync(ct);
        if (arm == "celery")
            return await queue.RateAsync(setup, Queued, ct);
        var (started, rows) = (TimeProvider.System.GetTimestamp(), arm == "loop" ? Math.Min(Looped, load.Count) : load.Count);
        await (arm switch
        {
            "copy" => load.CopyAsync(_ => true, ct),
            "loop" => load.LoopAsync(rows, ct),
            _ => load.StoreAsync(ct),
        });
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return await load.RowsAsync(ct) is var stored && stored == rows ? rows / seconds : throw new InvalidOperationException($"{arm}: {stored} rows instead of {rows}");
    }

    /// <summary>Every way of running the peer's workers is tried for a moment, and the fastest is measured.</summary>
    private static async Task<CelerySetup> BestAsync(CeleryIngest queue, IngestLoad load, BenchReport report, CancellationToken ct)
    {
        var rates = new Dictionary<CelerySetup, double>();
        foreach (var setup in CelerySetup.All)
        {
            await load.EmptyAsync(ct);
            rates[setup] = await queue.RateAsync(setup, Tried, ct);
            report.Ceiling($"Celery tried with {setup}", rates[setup], "comments/s");
            BenchReport.Progress($"Celery with {setup}: {rates[setup]:0} comments/s");
        }

        return rates.MaxBy(r => r.Value).Key;
    }

    private static async Task CeilingsAsync(BenchReport report, IngestLoad load, CancellationToken ct)
    {
        report.Ceiling("cores", Environment.ProcessorCount, "");
        report.Ceiling("load before", double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture), "");
        await load.BareTableAsync(ct);
        var started = TimeProvider.System.GetTimestamp();
        await load.CopyAsync(_ => true, ct, IngestLoad.BareTable);
        report.Ceiling("COPY of the same rows into a table without indexes or search", load.Count / TimeProvider.System.GetElapsedTime(started).TotalSeconds, "comments/s");
    }
}
