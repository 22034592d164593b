namespace SnsOps.Benchmarks;

/// <summary>Posts per second when many are overdue at once: Facebook texts over 1,000 pages, sandbox latency 0.</summary>
internal static class ThroughputBench
{
    private const int Posts = 5000;

    public static async Task RunAsync(BenchFleet bench, BenchReport report, CancellationToken ct)
    {
        var accounts = await bench.PagesAsync(1000, ct);
        await bench.ScheduleAsync(accounts, 500, 1, "예열", ct);
        await bench.DrainAsync(ct);
        var (rates, cpus) = (new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            var (tag, cpu) = ($"처리량{round}", bench.PublishingCpuSeconds());
            await bench.ScheduleAsync(accounts, Posts, -1, tag, ct);
            await bench.DrainAsync(ct);
            var lateness = await bench.LatenessAsync(tag, ct);
            var seconds = (lateness[^1] - lateness[0]) / 1000;
            rates.Add(Posts / seconds);
            cpus.Add((bench.PublishingCpuSeconds() - cpu) * 1000 / Posts);
            BenchReport.Progress($"round {round + 1}: {rates[^1]:0} posts/s");
        }

        report.Figure("overdue Facebook texts over 1,000 pages, sandbox latency 0", rates.Median(), "posts/s");
        report.Figure("CPU of the publishing worker per 1,000 posts", cpus.Median(), "s");
    }
}
