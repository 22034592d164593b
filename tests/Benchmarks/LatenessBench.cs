namespace SnsOps.Benchmarks;

/// <summary>How long after its second a post is accepted by the platform, with 1, 100 and 1,000 due at once.</summary>
internal static class LatenessBench
{
    private const int Rounds = 5;

    public static async Task RunAsync(BenchFleet bench, BenchReport report, CancellationToken ct)
    {
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

            report.Figure($"{count:N0} due in one second, p50", all.Median(), "ms", count <= 100 ? "≤ 5" : null);
            report.Figure($"{count:N0} due in one second, p99", all.At(0.99), "ms", count <= 100 ? "≤ 50" : null);
            report.Figure($"{count:N0} due in one second, early", all.Count(ms => ms < 0), "posts", "0");
        }
    }
}
