namespace SnsOps.Benchmarks;

/// <summary>How long after its second a post is accepted by the platform, with 1, 100 and 1,000 due at once.</summary>
internal static class LatenessBench
{
    private const int Rounds = 5;

    public static async Task RunAsync(BenchFleet bench, CancellationToken ct)
    {
        await bench.PrintCeilingsAsync(ct);
        var accounts = await bench.PagesAsync(1000, ct);
        await bench.ScheduleAsync(accounts, 200, 6, "예열", ct);
        await bench.DrainAsync(ct);
        foreach (var count in new[] { 1, 100, 1000 })
        {
            var all = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                var tag = $"지각{count}-{round}";
                await bench.ScheduleAsync(accounts, count, 6, tag, ct);
                await bench.DrainAsync(ct);
                all.AddRange(await bench.LatenessAsync(tag, ct));
            }

            var sorted = all.Order().ToArray();
            Console.WriteLine($"{count,5} due in one second, {Rounds} rounds: p50 {At(sorted, 0.50):0.0} ms  p99 {At(sorted, 0.99):0.0} ms  max {sorted[^1]:0.0} ms  early {sorted.Count(ms => ms < 0)}");
        }
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
