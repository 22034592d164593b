namespace SnsOps.Benchmarks.Publish;

/// <summary>What this machine could do at best: PostgreSQL alone with the arm's and the outcome's statements, the sandbox alone.</summary>
internal static class Ceilings
{
    public static async Task TakeAsync(BenchFleet fleet, BareArm bare, BenchReport report, int posts, CancellationToken ct)
    {
        foreach (var (name, writes, sends) in new[] { ("arm and outcome in batches of 64, no platform", true, false), ("the sandbox, no database", false, true) })
        {
            await bare.PublishAsync($"천장예열{writes}", posts / 4, writes, sends, ct);
            report.Ceiling(name, await bare.PublishAsync($"천장{writes}", posts, writes, sends, ct), "posts/s");
        }
    }
}
