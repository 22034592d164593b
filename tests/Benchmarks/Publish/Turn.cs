namespace SnsOps.Benchmarks.Publish;

/// <summary>What one arm did in one round.</summary>
/// <param name="Rate">Posts per second between the first and the last that the sandbox accepted.</param>
/// <param name="P99">From the committed intent to the committed outcome, milliseconds.</param>
/// <param name="Cpu">Of its processes, seconds per 1,000 posts.</param>
/// <param name="PostgresCpu">The same of PostgreSQL.</param>
/// <param name="SandboxCpu">The same of the sandbox.</param>
/// <param name="Busy">Of all cores, percent, by everything the arm caused.</param>
/// <param name="Memory">Of its processes at the end, MB.</param>
/// <param name="Lost">Posts the ledger does not have.</param>
/// <param name="Doubled">Posts the ledger has more than once.</param>
internal sealed record Turn(double Rate, double P99, double Cpu, double PostgresCpu, double SandboxCpu, double Busy, double Memory, int Lost, int Doubled)
{
    /// <summary>Lets an arm publish while the others stand still, and reads the ledger.</summary>
    public static async Task<Turn> TakeAsync(BenchFleet fleet, IPublishArm arm, string tag, int posts, CancellationToken ct)
    {
        await arm.BeginTurnAsync(ct);
        try
        {
            var since = DateTime.UtcNow.AddSeconds(-1);
            await arm.ScheduleAsync(tag, posts, ct);
            var (started, before) = (TimeProvider.System.GetTimestamp(), Seconds(fleet, arm));
            await arm.PublishAsync(ct);
            var (seconds, used) = (TimeProvider.System.GetElapsedTime(started).TotalSeconds, Seconds(fleet, arm).Zip(before, (a, b) => a - b).ToArray());
            var memory = ProcessUse.ResidentMb(arm.Processes, arm.WithChildren);
            var accepted = await fleet.AcceptedAsync(tag, since, ct);
            var distinct = accepted.DistinctBy(a => a.Text).Count();
            return new Turn(
                posts / (accepted[^1].At - accepted[0].At).TotalSeconds, (await arm.ArmToOutcomeAsync(tag, ct)).At(0.99),
                used[0] * 1000 / posts, used[1] * 1000 / posts, used[2] * 1000 / posts, used.Sum() / seconds / Environment.ProcessorCount * 100,
                memory, posts - distinct, accepted.Count - distinct);
        }
        finally
        {
            arm.EndTurn();
        }
    }

    private static double[] Seconds(BenchFleet fleet, IPublishArm arm) =>
        [ProcessUse.CpuSeconds(arm.Processes, arm.WithChildren), ProcessUse.CpuSeconds([fleet.ProcessOf("postgres")]), ProcessUse.CpuSeconds([fleet.ProcessOf("sandbox")])];
}
