namespace SnsOps.Benchmarks.Faults;

/// <summary><c>recover</c>: one of two workers is killed under load, twenty times; leases and sweeps are those of production.</summary>
internal static class RecoverBench
{
    private const int Kills = 20;
    private const int Accounts = 400;

    private static readonly FaultCase Killed = new("B2", "one of two workers is killed under load", Formats.All, async (round, ct) =>
    {
        for (var second = 0; second < 5; second++)
            await round.ScheduleAsync(ct, inSeconds: 5 + second, count: 40);
        await round.UntilArmedAsync(round.Draw("armed", 5, 75), ct);
        // What is armed is sent up to 400 ms later and answered 100 ms after that: at many of the kills requests are under way.
        await Round.LastAsync(round.Draw("ms", 0, 1001) / 1000.0, ct);
        await round.KillAsync(round.Number % 2 == 0 ? FaultFleet.Steady : FaultFleet.Victim, ct);
    }) { VerdictSeconds = 90 };

    public static async Task RunAsync(BenchReport report, System.CommandLine.ParseResult parsed, CancellationToken ct)
    {
        await using var fleet = await FaultFleet.StartAsync(ct, new Dictionary<string, string?> { ["Sandbox__LatencyMs"] = "100" }, reserve: false);
        await fleet.TakeCeilingsAsync(report, ct);
        var run = new FaultRun(fleet, await FaultAgency.FoundAsync(fleet, Accounts, ct), seed: 1, size: 0, BenchReport.Progress);
        // One that has just come back may hold nothing when its turn has come: that kill does not count.
        while (run.Rounds.Count(r => r.Struck.Count > 0) < Kills && run.Rounds.Count < 2 * Kills)
            await run.RunAsync(Killed, ct);
        var findings = await run.CloseAsync(ct);
        report.Figure("workers killed (SIGKILL) of two while they held posts, 200 of all formats over five seconds each time", run.Rounds.Count(r => r.Struck.Count > 0), "", "20");
        report.Figure("  of them with posts armed, and so perhaps on their way", run.Rounds.Count(r => r.Deaths.Exists(d => d.Held.Any(h => h.State == "armed"))), "");
        FaultsBench.Verdicts(report, findings);
        FaultsBench.Recovery(report, run);
        var held = run.Rounds.SelectMany(r => r.Struck).ToHashSet();
        var lateness = await Lateness.OfAsync(fleet, run.Rounds, ct);
        FaultsBench.Spread(report, "lateness of what the dead held", [.. lateness.Where(l => held.Contains(l.Id)).Select(l => l.Seconds)], null);
        FaultsBench.Spread(report, "lateness of all others", [.. lateness.Where(l => !held.Contains(l.Id)).Select(l => l.Seconds)], null);
    }
}
