using System.Data;
using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.PublishDuePublications;
using SnsOps.Workers.Publishing.ScanScheduledPosts;

namespace SnsOps.Benchmarks.Scan;

/// <summary>What the minute scan and the sweeps cost PostgreSQL, by the number of rows, by how many are due, and while dead rows cannot be removed.</summary>
internal static class ScanBench
{
    private const int Repeats = 5;

    /// <summary>Where nothing is due a scan takes a fraction of a millisecond: ratios of it need more of them.</summary>
    private const int IdleRepeats = 25;
    private const int NaiveRepeats = 3;
    private const int PerSecond = 100;
    private static readonly int[] Due = [0, 100, 10_000];

    /// <param name="server">An empty database.</param>
    /// <param name="report">Takes the figures.</param>
    /// <param name="rows">How many publications there are at most: powers of ten from 10,000.</param>
    /// <param name="minutes">Of 100 posts a second under a pinned xmin; the clock is turned, nobody waits.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(BenchDatabase server, BenchReport report, int rows, int minutes, CancellationToken ct)
    {
        using var watch = new PlanWatch();
        await using var watched = watch.Open(server.ConnectionString);
        var (filled, data, jobs) = (0, new ScanRows(server.DataSource), new Jobs(watch, watched));
        var idle = new SortedDictionary<int, double>();
        await data.PrepareAsync(rows / 1000 + 1000, ct);
        foreach (var size in Enumerable.Range(4, 6).Select(power => (int)Math.Pow(10, power)).Where(size => size <= rows))
        {
            await data.FillAsync(filled, size, ct);
            filled = size;
            await data.VacuumAsync(ct);
            BenchReport.Progress($"{size:N0} rows");
            foreach (var due in Due.Where(due => due <= size / 10))
            {
                var scan = await MeasureAsync(data, jobs, report, size, due, ct);
                if (due == 0)
                    idle[size] = scan;
            }
        }

        var (smallest, largest) = (idle.First(), idle.Last());
        report.Figure($"none due: scan at {largest.Key:N0} rows / at {smallest.Key:N0}", largest.Value / smallest.Value, "×", "≤ 1.3");
        await BesideNaiveAsync(watch, watched, jobs, report, filled, ct);
        await ChurnAsync(server.DataSource, data, jobs, report, filled, minutes, largest.Value, ct);
    }

    /// <returns>Milliseconds of a scan.</returns>
    private static async Task<double> MeasureAsync(ScanRows data, Jobs jobs, BenchReport report, int size, int due, CancellationToken ct)
    {
        var costs = new List<(ServerCost Scan, ServerCost Sweep)>();
        await jobs.ScanAsync(ct);       // the first one looks at all that is scheduled
        var repeats = due switch { 0 => IdleRepeats, > 1000 => 1, _ => Repeats };
        for (var i = 0; i < repeats; i++)
        {
            await data.MakeDueAsync(due, ct);
            costs.Add((await jobs.ScanAsync(ct), await jobs.SweepAsync(ct)));
            await data.FinishAsync(ct);
        }

        var at = $"{size:N0} rows, {(due == 0 ? "none" : due.ToString("N0", null))} due:";
        var (goal, scan) = (due == 0 && size == 10_000_000, costs.Select(c => c.Scan.Ms).Median());
        report.Figure($"{at} scan, pages touched by its look", costs.Select(c => (double)c.Scan.Dearest).Median(), "pages", goal ? "≤ 10" : null);
        report.Figure($"{at} scan, pages touched", costs.Select(c => (double)c.Scan.Buffers).Median(), "pages");
        report.Figure($"{at} scan", scan, "ms", goal ? "≤ 0.2" : null);
        report.Figure($"{at} scan, write-ahead log", costs.Select(c => (double)c.Scan.Wal).Median(), "bytes");
        report.Figure($"{at} sweep (free, doubt, miss, claim)", costs.Select(c => c.Sweep.Ms).Median(), "ms");
        report.Figure($"{at} sweep, pages touched", costs.Select(c => (double)c.Sweep.Buffers).Median(), "pages");
        return scan;
    }

    /// <summary>The same question without an index, which reads every row, beside the product's scan, in turns.</summary>
    private static async Task BesideNaiveAsync(PlanWatch watch, NpgsqlDataSource watched, Jobs jobs, BenchReport report, int filled, CancellationToken ct)
    {
        var (naive, own) = (new List<double>(), new List<double>());
        for (var i = 0; i < NaiveRepeats; i++)
        {
            naive.Add((await watch.CostAsync(() => NaiveAsync(watched, ct))).Ms);
            own.Add((await jobs.ScanAsync(ct)).Ms);
        }

        report.Figure($"{filled:N0} rows, none due: a scan that reads every row", naive.Median(), "ms");
        report.Figure($"{filled:N0} rows, none due: that / scan, median of turns", naive.Zip(own, (a, b) => a / b).Median(), "×", "≥ 1,000");
    }

    private static async Task NaiveAsync(NpgsqlDataSource watched, CancellationToken ct)
    {
        await using var connection = await watched.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync("set local enable_indexscan = off; set local enable_indexonlyscan = off; set local enable_bitmapscan = off", transaction: transaction);
        await connection.QueryAsync<(Guid Id, Guid AccountId)>(new CommandDefinition(
            "select id, account_id from publications where state = 'scheduled' and scheduled_at <= (select snsops.now())", transaction: transaction, commandTimeout: 600, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>A reader in the middle of a long report keeps every row version of these minutes.</summary>
    private static async Task ChurnAsync(NpgsqlDataSource database, ScanRows data, Jobs jobs, BenchReport report, int filled, int minutes, double idle, CancellationToken ct)
    {
        await jobs.SweepAsync(ct);          // from now on each begins where the one before has ended
        await using var reader = await database.OpenConnectionAsync(ct);
        await reader.ExecuteAsync("set idle_in_transaction_session_timeout = 0");       // which the product's connections have at ten seconds
        await using var pinned = await reader.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await reader.ExecuteAsync("select count(*) from clients", transaction: pinned);
        await data.PlanAsync(filled, minutes * 60 * PerSecond, PerSecond, ct);
        for (var minute = 1; minute <= minutes; minute++)
        {
            await data.TurnClockAsync(TimeSpan.FromMinutes(1), ct);
            await jobs.ScanAsync(ct);
            await data.TurnClockAsync(TimeSpan.FromSeconds(0.001), ct);
            while (await jobs.ClaimAsync(ct) > 0)
                await data.SendClaimedAsync(ct);
        }

        // The clock was turned, but commits take the server's own: what is left behind the marks must be as much as that time of this pace leaves.
        await Task.Delay(SweepMarks.CommitsWithin, ct);
        await jobs.SweepAsync(ct);
        await data.PlanAsync(filled + (minutes * 60 * PerSecond), (int)SweepMarks.CommitsWithin.TotalSeconds * PerSecond, PerSecond * 1000, ct);
        await data.TurnClockAsync(TimeSpan.FromMinutes(1), ct);
        await jobs.ScanAsync(ct);
        while (await jobs.ClaimAsync(ct) > 0)
            await data.SendClaimedAsync(ct);
        BenchReport.Progress($"{minutes} minutes of {PerSecond} posts/s are over");
        var scans = new List<ServerCost>();
        var sweeps = new List<ServerCost>();
        for (var i = 0; i < Repeats; i++)
        {
            await data.TurnClockAsync(TimeSpan.FromSeconds(1), ct);
            scans.Add(await jobs.ScanAsync(ct));
            sweeps.Add(await jobs.SweepAsync(ct));
        }

        var at = $"{filled:N0} rows, after {minutes} min of {PerSecond} posts/s under a pinned xmin (clock turned), none due:";
        report.Figure($"{at} scan", scans.Select(c => c.Ms).Median(), "ms", "≤ 5");
        report.Figure($"{at} scan / the same with nothing pinned", scans.Select(c => c.Ms).Median() / idle, "×", "≤ 1.5");
        report.Figure($"{at} scan, pages touched by its look", scans.Select(c => (double)c.Dearest).Median(), "pages");
        report.Figure($"{at} scan, pages touched", scans.Select(c => (double)c.Buffers).Median(), "pages");
        report.Figure($"{at} scan, write-ahead log", scans.Select(c => (double)c.Wal).Median(), "bytes");
        await data.TurnClockAsync(TimeSpan.FromMinutes(11), ct);
        report.Figure($"{at} scan of all, each 10 min", (await jobs.ScanAsync(ct)).Ms, "ms");
        report.Figure($"{at} sweep (free, doubt, miss, claim)", sweeps.Select(c => c.Ms).Median(), "ms", "≤ 10");
        report.Figure($"{at} sweep, pages touched", sweeps.Select(c => (double)c.Buffers).Median(), "pages");
        report.Figure($"{at} sweep of all, each minute", (await jobs.SweepAllAsync(ct)).Ms, "ms");
        await reader.ExecuteAsync("select count(*) from clients", transaction: pinned);       // it has read all the while
    }

    /// <summary>The worker's own code.</summary>
    private sealed class Jobs(PlanWatch watch, NpgsqlDataSource watched)
    {
        private readonly ScanScheduledPostsSql _scan = new(watched);
        private SweepMarks _marks = SweepMarks.Everything;
        private readonly PublishDuePublicationsSql _publications = new(watched, watched, new WorkerIdentity("publishing"));

        public Task<ServerCost> ScanAsync(CancellationToken ct) => watch.CostAsync(() => _scan.MarkDueAsync(ct));

        public Task<ServerCost> SweepAllAsync(CancellationToken ct)
        {
            _marks = SweepMarks.Everything;
            return SweepAsync(ct);
        }

        public Task<ServerCost> SweepAsync(CancellationToken ct) => watch.CostAsync(async () =>
        {
            await _publications.FreeClaimedAsync([], _marks, ct);
            await _publications.DoubtOrphanedAsync([], _marks, ct);
            await _publications.MarkMissedAsync(_marks, ct);
            await _publications.ClaimOverdueAsync(5, OverduePlace.From(_marks), 500, ct);
            _marks = await _publications.MarksAsync(_marks, ct);
        });

        public async Task<int> ClaimAsync(CancellationToken ct) => (await _publications.ClaimOverdueAsync(-1, OverduePlace.From(_marks), 500, ct)).Count;
    }
}
