using System.Security.Cryptography;
using Dapper;
using SnsOps.Benchmarks.Publish;

namespace SnsOps.Benchmarks;

/// <summary>How long after its second a post is accepted by the platform: many in one second, and single ones beside the peer's minute scan.</summary>
/// <remarks>
/// Accepted is when the sandbox has read and checked the call and makes the post visible; its fsync and its answer come later. Both sides read the clock of this machine.
/// Posts take the way of all posts: planned ahead, found by the minute scan, nudged, claimed, parked until their second.
/// </remarks>
internal static class LatenessBench
{
    private const int Rounds = 5;
    private const int Many = 10_000;

    /// <summary>What asks for its budgets before a round begins four seconds ahead of it, and must not meet the round before.</summary>
    private const int SecondsApart = 10;

    /// <summary>The scan is each minute, and posts are planned before it.</summary>
    private const int BeforeTheScan = 70;

    /// <param name="fleet">All of its members run.</param>
    /// <param name="report">Takes the figures.</param>
    /// <param name="plan">What is measured.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(BenchFleet fleet, BenchReport report, LatenessPlan plan, CancellationToken ct)
    {
        report.Note(plan.Due ? "rows begin due, as after an outage: no scan, no nudge" : $"rows are planned ahead: scan, nudge, claim, park, send{(plan.OnTheMinute ? "; their seconds are full minutes, when other jobs run too" : "")}");
        var accounts = await fleet.PagesAsync(1000, ct);
        await fleet.ScheduleAsync(accounts, Many, 6, "예열", ct);
        await fleet.DrainAsync(ct);
        foreach (var count in new[] { 1, 100, 1000 })
            await InOneSecondAsync(fleet, accounts, report, count, plan, ct);
        await DrainManyAsync(fleet, accounts, report, plan, ct);
        if (plan.WithPeer)
            await BesideTheMinuteScanAsync(fleet, accounts, report, plan, ct);
    }

    /// <summary>Rounds of so many posts each: planned together, seconds apart; or, where they begin due, one after another.</summary>
    private static async Task InOneSecondAsync(BenchFleet fleet, Guid[] accounts, BenchReport report, int count, LatenessPlan plan, CancellationToken ct)
    {
        string[] tags = [.. Enumerable.Range(0, Rounds).Select(round => $"지각{count}-{round}")];
        for (var round = 0; round < Rounds; round++)
        {
            await fleet.ScheduleAsync(accounts, count, plan.Due ? 6 : plan.OnTheMinute ? 60 * (round + 1) : BeforeTheScan + (SecondsApart * (round + 1)), tags[round], ct, ahead: !plan.Due);
            if (plan.Due)
                await fleet.DrainAsync(ct);
        }

        await fleet.DrainAsync(ct);
        var (all, begun) = (new List<double>(), new List<double>());
        foreach (var tag in tags)
        {
            var lateness = await fleet.LatenessAsync(tag, ct);
            all.AddRange(lateness);
            begun.AddRange(await BegunAsync(fleet, tag, count, ct));
            BenchReport.Progress($"{tag}: p50 {lateness.Median():0.0} ms, longest {lateness[^1]:0.0} ms");
        }

        report.Figure($"{count:N0} due in one second, p50", all.Median(), "ms", count <= 100 ? "≤ 5" : null);
        report.Figure($"{count:N0} due in one second, p99", all.At(0.99), "ms", count <= 100 ? "≤ 50" : null);
        if (begun.Count > 0)
            report.Figure("  of that until its request was begun, as the worker's call log has it, p50", begun.Median(), "ms");
        Early(report, $"{count:N0} due in one second", all);
    }

    /// <summary>Per post of a tag: when the worker turned to its HTTP client − scheduled_at, in milliseconds. The log is written every half second.</summary>
    private static async Task<IReadOnlyList<double>> BegunAsync(BenchFleet fleet, string tag, int count, CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        IReadOnlyList<double> begun;
        var looks = 0;
        do
        {
            begun = (await connection.QueryAsync<double>(new CommandDefinition("""
                select extract(epoch from k.at - p.scheduled_at)::float8 * 1000 - k.ms
                  from contents c join publications p on p.content_id = c.id
                  join publishing_logs l on l.subject_id = p.id and l.status = 'published'
                  join api_calls k on k.attempt_id = l.attempt_id and k.method = 'POST'
                 where c.body like @tag || ' %'
                """, new { tag }, commandTimeout: 300, cancellationToken: ct))).AsList();
        }
        while (begun.Count < count && ++looks < 6 && await tick.WaitForNextTickAsync(ct));
        return begun;
    }

    /// <summary>Ten thousand of one second beside as many that are overdue, in turns: how fast they drain.</summary>
    private static async Task DrainManyAsync(BenchFleet fleet, Guid[] accounts, BenchReport report, LatenessPlan plan, CancellationToken ct)
    {
        var (drains, rates, all) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await fleet.ScheduleAsync(accounts, Many, -1, $"밀림{round}", ct);
            await fleet.DrainAsync(ct);
            var overdue = await fleet.LatenessAsync($"밀림{round}", ct);
            rates.Add(Many * 1000 / (overdue[^1] - overdue[0]));
            await fleet.ScheduleAsync(accounts, Many, 15, $"한꺼번에{round}", ct, ahead: !plan.Due);
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
    private static async Task BesideTheMinuteScanAsync(BenchFleet fleet, Guid[] accounts, BenchReport report, LatenessPlan plan, CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await CeleryArm.CreateTablesAsync(fleet, key, ct);
        await using var peer = new CeleryPeer(fleet.ConnectionString, fleet.SandboxUrl, fleet.PortOf("redis"), Path.Combine(fleet.Folder, "redis"), key);
        var celery = new CeleryArm(fleet, peer, accounts);
        await peer.StartAsync(new CelerySetup("prefork", 1, 4, 1), beat: true, ct);
        BenchReport.Progress("a post every other second for two minutes, beside Celery's minute scan");
        await fleet.ScheduleAsync(accounts, 60, 5, "홀수초", ct, everySeconds: 2, ahead: !plan.Due);
        var first = await fleet.ScalarAsync<double>("select extract(epoch from min(scheduled_at) - snsops.now())::float8 from contents where body like '홀수초 %'");
        await celery.ScheduleAsync("분마다", 60, first, 2, ct);
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

/// <summary>What is measured.</summary>
/// <param name="WithPeer">Beside Celery, too.</param>
/// <param name="Due">Rows begin due instead of planned ahead.</param>
/// <param name="OnTheMinute">The seconds of rounds are full minutes.</param>
internal sealed record LatenessPlan(bool WithPeer, bool Due, bool OnTheMinute);
