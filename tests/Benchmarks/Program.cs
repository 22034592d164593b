using System.CommandLine;
using SnsOps.Benchmarks;
using SnsOps.Benchmarks.Faults;

var texts = new Option<FileInfo?>("--texts") { Description = "comments to score, the last column of a TSV; made ones if left out" };
var benches = new RootCommand("측정 | measures SnsOps on servers of its own. Run it through ./snsops bench.")
{
    BenchCommand.OverFleet("lateness", "how long after its second a post is accepted: 1, 100, 1,000 due at once", LatenessBench.RunAsync),
    BenchCommand.OverFleet("throughput", "posts per second when many are overdue", ThroughputBench.RunAsync),
    BenchCommand.Create("lane", "comments scored per second, beside the same batches without a model", async (report, parsed, ct) =>
    {
        await using var database = await BenchDatabase.StartAsync(ct);
        await LaneBench.RunAsync(database, report, parsed.GetValue(texts) is { } file ? [.. (await File.ReadAllLinesAsync(file.FullName, ct)).Select(line => line.Split('\t')[^1])] : null, ct);
    }, texts),
    BenchCommand.Create("upload", "videos of 200 MB whose uploader is killed half way: its memory, and what is sent twice", (report, _, ct) => UploadBench.RunAsync(report, ct)),
    FaultsBench.Create(),
    BenchCommand.Create("recover", "how long what a killed worker held has to wait", RecoverBench.RunAsync),
    BenchCommand.Create("broker", "a hop through the embedded broker, and losing it in the middle of a burst", BrokerBench.RunAsync),
    BenchCommand.Create("unknown", "what becomes of answers that were lost, by class", UnknownBench.RunAsync),
};
return await benches.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
