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
        await round.ScheduleAsync(ct);
        await round.UntilClaimedAsync(ct);
        await round.StrikeHeldAsync(FaultFleet.Victim, ct);
        await round.UntilAsync("select not exists (select from publications where id = any(@ids) and state in ('scheduled', 'due', 'claimed', 'armed'))", 30, ct);
        await round.HealAsync(ct);
    });
}
