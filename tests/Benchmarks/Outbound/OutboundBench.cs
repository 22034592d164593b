using System.Collections.Concurrent;
using System.Globalization;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Figures;

namespace SnsOps.Benchmarks.Outbound;

/// <summary>What outbound reads cost and how many are spared: every account's figures once an hour, and pages that people open in between, with faults going on.</summary>
internal static class OutboundBench
{
    private const double Faults = 0.005;
    private const int Parallel = 24;

    /// <summary>Runs it.</summary>
    /// <param name="report">Takes the figures.</param>
    /// <param name="accounts">Of each platform.</param>
    /// <param name="hours">That pass; the clock is turned.</param>
    /// <param name="views">Pages opened per account and hour.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(BenchReport report, int accounts, int hours, int views, CancellationToken ct)
    {
        await using var stage = await OutboundStage.StartAsync(accounts, ct);
        await stage.FaultAsync(Faults, ct);
        await HourAsync(stage, -1, 1, new Sample(), ct);                          // warm-up: connections, plans of the statements
        await stage.TakeCallsAsync(ct);
        var before = stage.Counts;
        var sample = new Sample();
        var started = TimeProvider.System.GetTimestamp();
        for (var hour = 0; hour < hours; hour++)
        {
            await stage.TurnClockAsync(hour + 1, ct);
            await HourAsync(stage, hour, views, sample, ct);
            BenchReport.Progress(string.Create(CultureInfo.InvariantCulture, $"hour {hour + 1} of {hours}: {sample.Reads.Count} readings"));
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var after = stage.Counts;
        var (hits, misses) = (after.Hits - before.Hits, after.Misses - before.Misses);
        var log = await stage.TakeCallsAsync(ct);
        report.Ceiling("one bare call of the sandbox, median", await stage.BareAsync(ct), "ms");
        report.Figure($"cache hit: {accounts * 3} accounts hourly, {views} pages per account and hour", 100.0 * hits / (hits + misses), "%", "> 80");
        report.Figure("reads that got their answer, under 0.5 % faults", 100.0 * (sample.Reads.Count - sample.Failed) / sample.Reads.Count, "%", "> 99.5");
        report.Figure("a call: p50", log.Ms.Median(), "ms");
        report.Figure("a call: p95", log.Ms.At(0.95), "ms", "< 500");
        report.Figure("calls that were tried again or failed", 100.0 * log.Failed / log.Ms.Count, "%");
        report.Figure("a page of an account (profile, days, posts): p95", sample.Reads.Where(r => r.IsPage).Select(r => r.Ms).At(0.95), "ms");
        report.Figure("requests answered, from the cache or by the platform", (hits + misses) / seconds, "req/s", "> 100");
        report.Figure("calls made at the platform", log.Ms.Count / seconds, "req/s");
        if (sample.Reads.Count == sample.Failed)
            report.Broken("no read got its answer");
    }

    private static async Task HourAsync(OutboundStage stage, int hour, int views, Sample sample, CancellationToken ct)
    {
        var firing = await stage.NowAsync(ct);
        var plans = new ConcurrentDictionary<Guid, FigurePlan>();
        await EachAsync(stage.Accounts, async (account, process) =>
        {
            var plan = await process.Plans.PlanAsync(account, process.SourceOf(account), firing, ct);
            plans[account.Id] = plan;
            await sample.TakeAsync(() => process.SourceOf(account).ReadAsync(account, plan, ct), isPage: false);
        });
        // People look at what the hour brought: nothing that is younger than the kept answers is asked of the platform.
        await EachAsync([.. Enumerable.Range(0, views).SelectMany(_ => stage.Accounts)], (account, process) =>
            sample.TakeAsync(() => process.SourceOf(account).ReadAsync(account, plans[account.Id] with { ScheduledFor = firing - TimeSpan.FromMinutes(50) }, ct), isPage: true));

        async Task EachAsync(IReadOnlyList<ConnectedAccount> all, Func<ConnectedAccount, OutboundProcess, Task> work)
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(all.Select((account, i) => (Account: account, Process: stage.Processes[(i + hour + 1) % stage.Processes.Count])),
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct }, async (one, _) => await work(one.Account, one.Process));
        }
    }

    private sealed class Sample
    {
        private int _failed;

        public ConcurrentBag<(double Ms, bool IsPage)> Reads { get; } = [];

        public int Failed => _failed;

        public async Task TakeAsync(Func<Task<Reading>> read, bool isPage)
        {
            var started = TimeProvider.System.GetTimestamp();
            if ((await read()).Trouble is not null)
                Interlocked.Increment(ref _failed);
            Reads.Add((TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, isPage));
        }
    }
}
