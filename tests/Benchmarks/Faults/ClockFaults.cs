namespace SnsOps.Benchmarks.Faults;

/// <summary>A worker's machine has the wrong time.</summary>
internal static class ClockFaults
{
    public static IEnumerable<FaultCase> All { get; } =
    [
        Wrong("F17a", "two hours ahead", "7200"), Wrong("F17b", "two hours behind", "-7200"), Wrong("F17c", "jumping five seconds to and fro", "±5"),
    ];

    private static FaultCase Wrong(string id, string what, string clock) => new(id, "a worker's clock is wrong: " + what, Formats.All, async (round, ct) =>
    {
        await round.ReplaceVictimAsync(new Dictionary<string, string?> { ["SNSOPS_CLOCK"] = clock }, ct);
        var (victim, since) = (round.Victim, DateTimeOffset.UtcNow);
        await round.ScheduleAsync(ct);
        await round.UntilSentAsync(30, ct);
        await round.StrikeWorkOfAsync(victim, since, ct);
        await round.HealAsync(ct);
    });
}
