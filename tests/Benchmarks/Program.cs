using SnsOps.Benchmarks;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
switch (args.FirstOrDefault())
{
    case "lateness":
        await using (var bench = await BenchFleet.StartAsync(stop.Token))
            await LatenessBench.RunAsync(bench, stop.Token);
        return 0;
    case "throughput":
        await using (var bench = await BenchFleet.StartAsync(stop.Token))
            await ThroughputBench.RunAsync(bench, stop.Token);
        return 0;
    default:
        Console.Error.WriteLine("사용법 | usage: ./snsops bench lateness | throughput");
        return 2;
}
