using System.CommandLine;
using System.Globalization;

namespace SnsOps.Benchmarks.Faults;

/// <summary><c>faults</c>: a seeded plan of faults over real processes until so many publications were hit.</summary>
internal static class FaultsBench
{
    private const int Accounts = 200;
    private const int Size = 100;
    private const int Enough = 2000;

    private static readonly Option<int> Seed = new("--seed") { Description = "draws the faults and their parameters", DefaultValueFactory = _ => 1 };
    private static readonly Option<int?> Publications = new("--publications") { Description = $"stops when so many publications were hit by a fault; left out: when {Enough} were and every fault has run" };
    private static readonly Option<string?> Only = new("--only") { Description = "only these faults, such as K10,F20, once each" };

    public static Command Create() => BenchCommand.Create(
        "faults", "kills, freezes and lies at every arrow of the protocol; fails if a post is lost, doubled, early or stuck", RunAsync, Seed, Publications, Only);

    private static async Task RunAsync(BenchReport report, ParseResult parsed, CancellationToken ct)
    {
        var (seed, wanted) = (parsed.GetValue(Seed), parsed.GetValue(Publications));
        var only = parsed.GetValue(Only)?.Split(',');
        FaultCase[] among = [.. Catalogue.All.Where(f => only is null || only.Contains(f.Id))];
        if (among.Length == 0)
            throw new ArgumentException($"--only names none of {string.Join(", ", Catalogue.All.Select(f => f.Id))}");
        await using var fleet = await FaultFleet.StartAsync(ct);
        await fleet.TakeCeilingsAsync(report, ct);
        var run = new FaultRun(fleet, await FaultAgency.FoundAsync(fleet, Accounts, ct), seed, Size, BenchReport.Progress);
        BenchReport.Progress($"seed {seed}: {string.Join(' ', FaultRun.Plan(seed, among).Take(among.Length).Select(f => f.Id))}");
        foreach (var fault in only is null ? FaultRun.Plan(seed, among) : among)
        {
            await run.RunUntilStruckAsync(fault, ct);
            if (only is null && run.Struck >= (wanted ?? Enough) && (wanted is not null || run.ByFault.Count == among.Length))
                break;
        }

        Report(report, run, await run.CloseAsync(ct), seed, only is null ? wanted ?? Enough : null);
        Coverage(report, run, among);
        var struck = run.Rounds.SelectMany(r => r.Struck).ToHashSet();
        Spread(report, "lateness of what no fault has hit", [.. (await Lateness.OfAsync(fleet, run.Rounds, ct)).Where(l => !struck.Contains(l.Id)).Select(l => l.Seconds)], null);
        Spread(report, "lateness beside a wrong clock (F17)", [.. (await Lateness.OfAsync(fleet, run.Rounds.Where(r => r.Fault.Id.StartsWith("F17", StringComparison.Ordinal)), ct)).Select(l => l.Seconds)], null);
    }

    /// <summary>What each fault has hit, which have not run, and as what must not be: those that ran and hit nothing.</summary>
    private static void Coverage(BenchReport report, FaultRun run, IReadOnlyList<FaultCase> among)
    {
        var ran = run.ByFault;
        report.Note("struck by each fault: " + string.Join(", ", ran.OrderBy(f => f.Fault.Id, StringComparer.Ordinal).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Fault.Id} {f.Struck}"))));
        if (among.Where(fault => ran.All(f => f.Fault.Id != fault.Id)).Select(fault => fault.Id).ToList() is { Count: > 0 } left)
            report.Note($"{left.Count} of {among.Count} faults did not run: {string.Join(' ', left)}");
        foreach (var (fault, rounds, _) in ran.Where(f => f.Struck == 0))
        {
            if (fault.MayMiss is { } reason)
                report.Note($"{fault.Id} hit nothing, which it may: {reason}");
            else
                report.Broken($"idle: {fault.Id} ran {rounds} times and hit nothing");
        }
    }

    private static void Report(BenchReport report, FaultRun run, Findings findings, int seed, int? wanted)
    {
        report.Figure($"publications struck by a fault, seed {seed}, {run.Rounds.Count} rounds", run.Struck, "", wanted is null ? null : string.Create(CultureInfo.InvariantCulture, $"≥ {wanted}"));
        foreach (var (state, count) in findings.States)
            report.Figure($"  of all {run.Rounds.Sum(r => r.Batch.Count)} scheduled: {state}", count, "");
        Verdicts(report, findings);
        Recovery(report, run);
        Spread(report, "unknown → found or refuted without a person, quiet period compressed", run.Recoveries.Verdicts, null);
    }

    /// <summary>How often each rule was broken, and each time as what must never be.</summary>
    public static void Verdicts(BenchReport report, Findings findings)
    {
        report.Ceiling("load average of its last five minutes", double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[1], CultureInfo.InvariantCulture), "");
        foreach (var kind in (string[])["doubled", "lost", "wrong", "failed", "asked", "early", "stuck", "history", "unarmed", "unplanned", "broken"])
            report.Figure(kind, findings.Violations.Count(v => v.Kind == kind), "", "0");
        foreach (var violation in findings.Violations)
            report.Broken($"{violation.Kind}: round {violation.Round.Number} {violation.Round.Fault.Id}: {violation.Planned?.Format} {violation.Planned?.Id} {violation.What}");
    }

    /// <summary>How long what the dead held had to wait.</summary>
    public static void Recovery(BenchReport report, FaultRun run)
    {
        Spread(report, "recovery of what was claimed: kill → claimed again", run.Recoveries.Claimed, "≤ 15");
        Spread(report, "recovery of what was armed: kill → first look", run.Recoveries.Armed, "≤ 15");
    }

    /// <summary>The middle, the ninety-ninth percentile and the worst of some seconds.</summary>
    public static void Spread(BenchReport report, string name, IReadOnlyList<double> seconds, string? goal)
    {
        if (seconds.Count == 0)
            return;
        report.Figure($"{name}, {seconds.Count}, p50", seconds.Median(), "s");
        report.Figure($"{name}, p99", seconds.At(0.99), "s", goal);
        report.Figure($"{name}, longest", seconds.Max(), "s");
    }
}
