namespace SnsOps.Benchmarks.Faults;

/// <summary>Runs rounds of a seeded plan and holds each to the ledger.</summary>
/// <param name="fleet">What is broken.</param>
/// <param name="agency">Whose posts go out meanwhile.</param>
/// <param name="seed">Draws the order of the faults and their parameters.</param>
/// <param name="size">Publications per round.</param>
/// <param name="say">Told how it goes.</param>
/// <param name="lead">Seconds from a post's row to its second.</param>
internal sealed class FaultRun(FaultFleet fleet, FaultAgency agency, int seed, int size, Action<string> say, double lead = 6)
{
    private const int Tries = 3;
    private readonly Checker _checker = new(fleet, agency);
    private readonly List<Round> _rounds = [];
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, int> _turns = [];

    public IReadOnlyList<Round> Rounds => _rounds;

    public Recoveries Recoveries { get; } = new();

    /// <summary>Publications hit by a fault so far.</summary>
    public int Struck => _rounds.Sum(r => r.Struck.Count);

    /// <summary>The faults that ran, how often, and how many publications each has hit.</summary>
    public IReadOnlyList<(FaultCase Fault, int Rounds, int Struck)> ByFault =>
        [.. _rounds.GroupBy(r => r.Fault.Id).Select(g => (g.First().Fault, g.Count(), g.Sum(r => r.Struck.Count)))];

    /// <summary>The faults of a seed in their order: all of them once, shuffled, then all of them again.</summary>
    public static IEnumerable<FaultCase> Plan(int seed, IReadOnlyList<FaultCase> among)
    {
        for (var pass = 0; ; pass++)
        {
            var shuffled = among.ToArray();
            new Random(Mixed(seed, pass)).Shuffle(shuffled);
            foreach (var fault in shuffled)
                yield return fault;
        }
    }

    /// <summary>A fault until it has hit something, three rounds at most: who gets which post is the broker's choice. False: it has hit nothing.</summary>
    public async Task<bool> RunUntilStruckAsync(FaultCase fault, CancellationToken ct)
    {
        for (var tries = fault.MayMiss is null ? Tries : 1; tries > 0; tries--)
        {
            await RunAsync(fault, ct);
            if (_rounds[^1].Struck.Count > 0)
                return true;
        }

        return false;
    }

    /// <summary>One fault, until every publication of its batch has its verdict or its time is over.</summary>
    public async Task RunAsync(FaultCase fault, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        var turn = _turns[fault.Id] = _turns.GetValueOrDefault(fault.Id) + 1;
        var round = new Round(fleet, agency, new Random(Mixed(Mixed(seed, turn), Number(fault.Id))), fault, _rounds.Count + 1, size, lead);
        _rounds.Add(round);
        try
        {
            await fault.RunAsync(round, ct);
        }
        finally
        {
            await round.HealAsync(ct);
        }

        await SettleAsync(round, ct);
        if (fault.AssertAsync is { } assertAsync)
            await assertAsync(round, ct);
        agency.Expect(round);
        var findings = await _checker.CheckAsync([round], ct);
        var late = await Recoveries.AddAsync(fleet.Database, round, ct);
        say($"round {round.Number} {fault.Id,-5} {fault.What} [{string.Join(' ', round.Parameters)}]: {round.Struck.Count} of {round.Batch.Count} struck; {findings}; "
            + $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
        foreach (var (id, state, seconds) in late.OrderByDescending(l => l.Seconds).Take(2))
        {
            say($"  slow: {state} {id} waited {seconds:0.0} s");
            foreach (var line in await Trace.TellAsync(fleet.Database, id, ct))
                say("    " + line);
        }

        _violations.AddRange(findings.Violations);
        await TellAsync(findings, ct);
    }

    /// <summary>All rounds once more: what came after must not have changed what was settled. What a round found when its time was over stays found.</summary>
    public async Task<Findings> CloseAsync(CancellationToken ct)
    {
        var findings = await _checker.CheckAsync(_rounds, ct);
        if (await _checker.OrphansAsync(ct) is > 0 and var orphans)
            findings.Add(new Violation("stuck", $"{orphans} attempts are armed for processes that are gone", _rounds[^1], null));
        findings.Keep(_violations);
        return findings;
    }

    /// <summary>Tells the story of what broke a rule.</summary>
    private async Task TellAsync(Findings findings, CancellationToken ct)
    {
        foreach (var violation in findings.Violations.Take(5))
        {
            say($"✗ {violation.Kind}: seed {seed}, round {violation.Round.Number}, {violation.Round.Fault.Id}: {violation.Planned?.Format} '{violation.Planned?.Text}' {violation.Planned?.Id} {violation.What}");
            if (violation.Planned is not { } planned)
                continue;
            foreach (var line in await Trace.TellAsync(fleet.Database, planned.Id, ct))
                say("    " + line);
            foreach (var line in fleet.Lines.Of(planned.Id.ToString()))
                say("    " + line);
        }
    }

    private async Task SettleAsync(Round round, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(100, round.Batch.Count / 10)));     // many rows are looked at seldom
        while ((await _checker.OpenAsync(round.Ids(), ct)).Count > 0 && TimeProvider.System.GetElapsedTime(started).TotalSeconds < round.Fault.VerdictSeconds)
            await tick.WaitForNextTickAsync(ct);
    }

    /// <summary>A seed of its own for each pass, and for each turn of a fault: the same in every process, whatever else ran before.</summary>
    private static int Mixed(int seed, int number) => unchecked((seed * 397) ^ (number * 7919));

    private static int Number(string id) => id.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
}
