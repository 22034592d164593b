using System.Security.Cryptography;
using SnsOps.Benchmarks.Publish;

namespace SnsOps.Benchmarks;

/// <summary>How long after its second a post is accepted by the platform: many in one second, and single ones beside the peer's minute scan.</summary>
internal static class LatenessBench
{
    private const int Rounds = 5;
    private const int Many = 10_000;

    /// <param name="fleet">All of its members run.</param>
    /// <param name="report">Takes the figures.</param>
    /// <param name="withPeer">Beside Celery.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(BenchFleet fleet, BenchReport report, bool withPeer, CancellationToken ct)
    {
        var accounts = await fleet.PagesAsync(1000, ct);
        await fleet.ScheduleAsync(accounts, Many, 6, "예열", ct);
        await fleet.DrainAsync(ct);
        foreach (var count in new[] { 1, 100, 1000 })
        {
            var all = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                var tag = $"지각{count}-{round}";
                await fleet.ScheduleAsync(accounts, count, 6, tag, ct);
                await fleet.DrainAsync(ct);
                all.AddRange(await fleet.LatenessAsync(tag, ct));
            }

            report.Figure($"{count:N0} due in one second, p50", all.Median(), "ms", count <= 100 ? "≤ 5" : null);
            report.Figure($"{count:N0} due in one second, p99", all.At(0.99), "ms", count <= 100 ? "≤ 50" : null);
            Early(report, $"{count:N0} due in one second", all);
            BenchReport.Progress($"{count:N0} due in one second: p50 {all.Median():0.0} ms, p99 {all.At(0.99):0.0} ms");
        }

        await DrainManyAsync(fleet, accounts, report, ct);
        if (withPeer)
            await BesideTheMinuteScanAsync(fleet, accounts, report, ct);
    }

    /// <summary>Ten thousand of one second beside as many that are overdue, in turns: how fast they drain.</summary>
    private static async Task DrainManyAsync(BenchFleet fleet, Guid[] accounts, BenchReport report, CancellationToken ct)
    {
        var (drains, rates, all) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await fleet.ScheduleAsync(accounts, Many, -1, $"밀림{round}", ct);
            await fleet.DrainAsync(ct);
            var overdue = await fleet.LatenessAsync($"밀림{round}", ct);
            rates.Add(Many * 1000 / (overdue[^1] - overdue[0]));
            await fleet.ScheduleAsync(accounts, Many, 15, $"한꺼번에{round}", ct);
            await fleet.DrainAsync(ct);
            var lateness = await fleet.LatenessAsync($"한꺼번에{round}", ct);
            all.AddRange(lateness);
            drains.Add(Many * 1000 / lateness[^1]);
            BenchReport.Progress($"{Many:N0}: overdue {rates[^1]:0} posts/s, of one second {drains[^1]:0} posts/s");
        }

        report.Figure($"{Many:N0} overdue at once, drained at", rates.Median(), "posts/s");
        report.Figure($"{Many:N0} due in one second, drained from that second on at", drains.Median(), "posts/s");
        report.Figure("ratio, median of rounds", drains.Zip(rates, (a, b) => a / b).Median(), "×", "≥ 0.8");
        Early(report, $"{Many:N0} due in one second", all);
    }

    /// <summary>A post every other second for two minutes, with both at once: either has nothing else to do.</summary>
    private static async Task BesideTheMinuteScanAsync(BenchFleet fleet, Guid[] accounts, BenchReport report, CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await CeleryArm.CreateTablesAsync(fleet, key, ct);
        await using var peer = new CeleryPeer(fleet.ConnectionString, fleet.SandboxUrl, fleet.PortOf("redis"), Path.Combine(fleet.Folder, "redis"), key);
        var celery = new CeleryArm(fleet, peer, accounts);
        await peer.StartAsync(new CelerySetup("prefork", 1, 4, 1), beat: true, ct);
        BenchReport.Progress("a post every other second for two minutes, beside Celery's minute scan");
        await fleet.ScheduleAsync(accounts, 60, 5, "홀수초", ct, everySeconds: 2);
        await celery.ScheduleAsync("분마다", 60, 5, 2, ct);
        await fleet.DrainAsync(ct);
        await celery.DrainAsync(ct);
        var (ours, theirs) = (await fleet.LatenessAsync("홀수초", ct), await celery.LatenessAsync("분마다", ct));
        report.Figure("a post every other second, p50", ours.Median(), "ms");
        report.Figure("a post every other second, p99", ours.At(0.99), "ms");
        Early(report, "a post every other second", ours);
        report.Figure("the same by Celery's scan each minute, p50", theirs.Median(), "ms");
        report.Figure("the same by Celery's scan each minute, p99", theirs.At(0.99), "ms");
        report.Figure("ratio of the medians", theirs.Median() / ours.Median(), "×", "≥ 100");
    }

    private static void Early(BenchReport report, string what, IReadOnlyCollection<double> lateness)
    {
        var early = lateness.Count(ms => ms < 0);
        report.Figure($"{what}, early", early, "posts", "0");
        if (early > 0)
            report.Broken($"{what}: {early} were out before their second");
    }
}
