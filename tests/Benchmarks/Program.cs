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
    case "lane" when args.Length is 1 or 3 && (args.Length == 1 || args[1] == "--texts"):
        await using (var database = await BenchDatabase.StartAsync(stop.Token))
            await LaneBench.RunAsync(database, args.Length == 3 ? [.. (await File.ReadAllLinesAsync(args[2], stop.Token)).Select(line => line.Split('\t')[^1])] : null, stop.Token);
        return 0;
    default:
        Console.Error.WriteLine("사용법 | usage: ./snsops bench lateness | throughput | lane [--texts FILE]");
        return 2;
}
