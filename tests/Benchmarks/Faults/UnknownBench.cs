using Dapper;

namespace SnsOps.Benchmarks.Faults;

/// <summary><c>unknown</c>: a thousand lost answers of each class, and what looking alone makes of them.</summary>
internal static class UnknownBench
{
    private const int PerClass = 1000;
    private const int PerRound = 250;
    private const int LagMs = 4000;
    private const int OmittedMs = 3_600_000;

    private static readonly string[] Done = ["commit-then-5xx", "commit-then-reset", "commit-then-truncated", "commit-then-timeout", "commit-then-200-error"];
    private static readonly string[] NotDone = ["reset", "server-error", "html-error-page"];

    private static readonly (string Id, string Name, string[] Formats, Way[] Ways)[] Classes =
    [
        ("B12h", "handle: Instagram's formats, Facebook video and reel, YouTube", Formats.Handle, [Way.There, Way.NotThere]),
        ("B12l", "listing: Facebook text and photos", Formats.Listing, [Way.There, Way.Lagging, Way.Omitted, Way.NotThere, Way.Twinned]),
        ("B12s", "stories of Facebook pages", Formats.Story, [Way.There, Way.NotThere]),
    ];

    /// <summary>What is true on the platform after the answer was lost.</summary>
    private enum Way
    {
        There,
        Lagging,
        Omitted,
        NotThere,
        Twinned,
    }

    public static async Task RunAsync(BenchReport report, System.CommandLine.ParseResult parsed, CancellationToken ct)
    {
        await using var fleet = await FaultFleet.StartAsync(ct, new Dictionary<string, string?> { ["ExternalCalls__BreakerFailures"] = "1000" }, reserve: false);     // each answer is lost: a breaker would only wait
        await fleet.TakeCeilingsAsync(report, ct);
        var agency = await FaultAgency.FoundAsync(fleet, 3 * PerRound, ct);
        BenchReport.Progress($"compressed: send deadline 8 s, horizon 2 s, two looks 2 s apart (production: 90, 120, 60); the sandbox's listing lags by {LagMs / 1000.0} s where it lags");
        foreach (var (id, name, formats, ways) in Classes)
            await ClassAsync(report, fleet, agency, id, name, formats, ways, ct);
    }

    private static async Task ClassAsync(BenchReport report, FaultFleet fleet, FaultAgency agency, string id, string name, string[] formats, Way[] ways, CancellationToken ct)
    {
        var truth = new Dictionary<Guid, Way>();
        var run = new FaultRun(fleet, agency, seed: 1, PerRound, BenchReport.Progress);
        var lost = new FaultCase(id, name, formats, (round, token) => LoseAsync(round, ways, truth, token)) { VerdictSeconds = 120 };
        while (run.Struck < PerClass)
            await run.RunAsync(lost, ct);
        var findings = await run.CloseAsync(ct);
        var struck = run.Rounds.SelectMany(r => r.Struck).ToArray();
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        var published = (await connection.QueryAsync<Guid>("select id from publications where id = any(@struck) and state = 'published'", new { struck })).ToHashSet();
        report.Figure($"{name}: answers lost", struck.Length, "");
        report.Figure("  resolved without a person", 100.0 * published.Count / struck.Length, "%", formats == Formats.Handle ? "100" : null);
        if (formats == Formats.Listing)
            report.Figure("  of those there and listed sooner or later", Share(struck.Where(id => truth[id] is Way.There or Way.Lagging), published), "%", "100 (B12: ≥ 99)");
        foreach (var way in ways)
        {
            var these = struck.Where(id => truth[id] == way).ToList();
            report.Figure($"  {Words(way)}: {these.Count}, published", Share(these, published), "%",
                formats == Formats.Handle || way is Way.There or Way.Lagging ? "100" : formats == Formats.Story ? null : "0");      // a video story has a handle, a photo story a list
        }

        var others = struck.Where(id => !published.Contains(id)).ToArray();
        if (others.Length > 0)
            report.Figure($"  a person was asked about the {others.Length} others", 100.0 * await connection.ExecuteScalarAsync<int>(
                "select count(*)::int from publications where id = any(@others) and asked_at is not null", new { others }) / others.Length, "%", "100");
        report.Figure("  wrong verdicts", findings.Violations.Count, "", "0");
        FaultsBench.Spread(report, "  unknown → found or refuted without a person, quiet period compressed", run.Recoveries.Verdicts, null);
        foreach (var violation in findings.Violations)
            report.Broken($"{name}: {violation.Kind} {violation.Planned?.Format} {violation.Planned?.Id} {violation.What}");
    }

    private static double Share(IEnumerable<Guid> of, HashSet<Guid> published)
    {
        Guid[] all = [.. of];
        return all.Length == 0 ? 0 : 100.0 * all.Count(published.Contains) / all.Length;
    }

    private static async Task LoseAsync(Round round, Way[] ways, Dictionary<Guid, Way> truth, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, inSeconds: 9);
        foreach (var some in round.Batch.GroupBy(p => Pick(round, ways, p)).ToList())
        {
            foreach (var planned in some)
            {
                truth[planned.Id] = some.Key;
                if (some.Key == Way.Twinned)
                    await round.PostByHandAsync(planned.Account, planned.Text, ct);
                if (some.Key is Way.Lagging or Way.Omitted)
                    await round.Fleet.Sandbox.AddFaultAsync(new { endpoint = "fb.published_posts", kind = "listing-lag", times = 0, match = planned.Account.Number, delay_ms = some.Key == Way.Lagging ? LagMs : OmittedMs }, ct);
            }

            string[] kinds = some.Key == Way.NotThere ? NotDone : Done;
            foreach (var kind in some.GroupBy(_ => kinds[round.Random.Next(kinds.Length)]))
                await round.ScriptAsync(kind, Round.Sends, kind.Key, ct, delayMs: kind.Key == "commit-then-timeout" ? 7000 : null);
        }

        await round.CollectStruckAsync(ct, 30);
        await round.UntilAsync("select bool_and(state in ('published', 'failed') or asked_at is not null) from publications where id = any(@ids)", 60, ct);
    }

    /// <summary>A twin of a photo would need the same photo: only texts are twinned.</summary>
    private static Way Pick(Round round, Way[] ways, Planned planned) =>
        ways[round.Random.Next(ways.Length)] is var way && way == Way.Twinned && planned.Format != "facebook_text" ? Way.Omitted : way;

    private static string Words(Way way) => way switch
    {
        Way.There => "there", Way.Lagging => $"there, listed {LagMs / 1000.0} s late", Way.Omitted => "there and never listed", Way.NotThere => "not there", _ => "there, beside a post by hand with the same text",
    };
}
