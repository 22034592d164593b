namespace SnsOps.Benchmarks.Publish;

/// <summary>Gives the peer its best: every way of running its workers is tried for a moment, and the fastest is measured.</summary>
internal static class CeleryCalibration
{
    private const int Posts = 600;

    public static async Task<CelerySetup> BestAsync(BenchFleet fleet, CeleryPeer peer, CeleryArm arm, BenchReport report, int latency, CancellationToken ct)
    {
        var rates = new Dictionary<CelerySetup, double>();
        foreach (var setup in CelerySetup.All)
        {
            await peer.StartAsync(setup, beat: false, ct);
            await Turn.TakeAsync(fleet, arm, $"조율예열{latency}{setup}", Posts / 4, ct);
            rates[setup] = (await Turn.TakeAsync(fleet, arm, $"조율{latency}{setup}", Posts, ct)).Rate;
            await peer.StopWorkersAsync();
            report.Ceiling($"Celery tried with {setup}, {latency} ms", rates[setup], "posts/s");
            BenchReport.Progress($"{latency} ms: Celery with {setup}: {rates[setup]:0} posts/s");
        }

        return rates.MaxBy(r => r.Value).Key;
    }
}
