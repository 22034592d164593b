using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using SnsOps.Shared.Kafka;

namespace SnsOps.Benchmarks.Faults;

/// <summary><c>broker</c>: what a hop through the embedded broker takes, and what losing it in the middle of a burst costs.</summary>
internal static class BrokerBench
{
    private const int Burst = 10_000;
    private const int Seconds = 40;
    private const int Pages = 1000;
    private const int Overdue = 5000;
    private const int Pairs = 3;
    private const int DefaultFetchWaitMs = 500;
    private const string Topic = "snsops.reports";

    public static async Task RunAsync(BenchReport report, System.CommandLine.ParseResult parsed, CancellationToken ct)
    {
        await using var fleet = await FaultFleet.StartAsync(ct, new Dictionary<string, string?>
        {
            // As in production: nobody is cut off because the machine is busy.
            ["Kafka__FetchWaitMaxMs"] = "5", ["Meta__TimeoutSeconds"] = "60", ["Publishing__DeadlineSeconds"] = "90",
        }, reserve: false);
        await fleet.TakeCeilingsAsync(report, ct);
        await IdleAsync(report, fleet, ct);
        var own = await HopAsync(fleet, 500, 10, 5, ct);
        Hops(report, "one every 10 ms", own);
        Hops(report, "2,000 a second", await HopAsync(fleet, 10_000, 0.5, 5, ct));
        var usual = await HopAsync(fleet, 500, 10, DefaultFetchWaitMs, ct);
        report.Figure($"the same, one every 10 ms, with the client's own fetch.wait.max.ms ({DefaultFetchWaitMs}), p50", usual.Median(), "ms");
        report.Figure("  ratio of the medians", usual.Median() / own.Median(), "×", "≥ 30");

        var agency = await FaultAgency.FoundAsync(fleet, Pages, ct, onlyFacebook: true);
        var run = new FaultRun(fleet, agency, seed: 1, size: Pages, BenchReport.Progress);
        await run.RunAsync(Of("warm-up", seconds: 2, kill: false), ct);
        var whole = await BurstAsync(run, kill: false, ct);
        var broken = await BurstAsync(run, kill: true, ct);
        var (nudged, bypassed) = await DrainAsync(run, ct);
        FaultsBench.Verdicts(report, await run.CloseAsync(ct));
        report.Figure($"burst of {Burst:N0} posts over {Seconds} s, lateness p99", whole.At(0.99), "s");
        report.Figure("the same with the broker killed in its middle, p50", broken.Median(), "s");
        report.Figure("  p99", broken.At(0.99), "s");
        report.Figure("  longest", broken.Max(), "s");
        report.Figure("extra lateness p99", broken.At(0.99) - whole.At(0.99), "s", "≤ 15");
        report.Figure($"{Overdue:N0} posts that are due already, found by their nudges: first to last", nudged.Median(), "posts/s");
        report.Figure("the same without a broker, claimed from the rows", bypassed.Median(), "posts/s");
        report.Figure("  ratio, median of pairs", bypassed.Zip(nudged, (a, b) => a / b).Median(), "×", "≥ 0.7");
    }

    /// <summary>How fast what is due goes out with the broker and without it, in turns.</summary>
    private static async Task<(IReadOnlyList<double> Nudged, IReadOnlyList<double> Bypassed)> DrainAsync(FaultRun run, CancellationToken ct)
    {
        var (nudged, bypassed) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < 2 * Pairs; turn++)
        {
            var away = turn % 4 is 1 or 2;
            await run.RunAsync(Due(away), ct);
            double[] seconds = [.. (await Lateness.OfAsync(run.Rounds[^1].Fleet, [run.Rounds[^1]], ct)).Select(l => l.Seconds)];
            (away ? bypassed : nudged).Add(seconds.Length / (seconds.Max() - seconds.Min()));
        }

        return (nudged, bypassed);
    }

    /// <summary>Their second is over when the scan finds them: without nudges the sweep claims them five seconds later.</summary>
    private static FaultCase Due(bool away) => new(away ? "B8x" : "B8n", away ? "many posts are due, and there is no broker" : "many posts are due", ["facebook_text"], async (round, ct) =>
    {
        var fleet = round.Fleet.Fleet;
        if (away)
            await fleet.StopMemberAsync("broker");
        round.Batch.AddRange(await round.Agency.ScheduleAsync(
            [.. Enumerable.Range(0, Overdue).Select(i => new Wanted(round.Agency.Accounts[i % Pages], "facebook_text", $"{round.Number}번째 판 {i}번째 밀린 글 ☕"))], 1, ct));
        await round.UntilAsync($"select not ({BenchFleet.AnyOpen})", 120, ct, new { });
        if (!away)
            return;
        var mark = round.Fleet.Lines.Mark;
        fleet.StartMember("broker");
        await fleet.Member("broker").WaitReadyAsync(ct);
        foreach (var worker in (string[])[FaultFleet.Steady, FaultFleet.Victim])
            await round.HasPartitionsAsync(worker, mark, ct);
    }) { VerdictSeconds = 120 };

    private static async Task<double[]> BurstAsync(FaultRun run, bool kill, CancellationToken ct)
    {
        await run.RunAsync(Of(kill ? "B8" : "B8-", Seconds, kill), ct);
        return [.. (await Lateness.OfAsync(run.Rounds[^1].Fleet, [run.Rounds[^1]], ct)).Select(l => l.Seconds)];
    }

    /// <summary>Rows come within their lead while the burst goes on, so their nudges are under way when the broker dies.</summary>
    private static FaultCase Of(string id, int seconds, bool kill) => new(id, kill ? "the broker is killed in the middle of a burst" : "the same burst with nobody killed", ["facebook_text"], async (round, ct) =>
    {
        for (var second = 0; second < seconds; second++)
            round.Batch.AddRange(await round.Agency.ScheduleAsync(
                [.. Enumerable.Range(0, Burst / Seconds).Select(i => new Wanted(round.Agency.Accounts[((second * (Burst / Seconds)) + i) % Pages], "facebook_text", $"{round.Number}번째 판 {second}초 {i}번째 글 ☕"))],
                8 + second, ct, leadSeconds: 4));
        // Its middle is when the middle post is due: counting what is armed would cost more than sending it.
        await round.UntilAsync("select scheduled_at <= snsops.now() from publications where id = @middle", 300, ct, new { middle = round.Batch[round.Batch.Count / 2].Id });
        if (!kill)
            return;
        await round.StrikeOpenAsync(ct);
        round.Fleet.Fleet.Kill("broker");
    }) { VerdictSeconds = 120 };

    private static async Task IdleAsync(BenchReport report, FaultFleet fleet, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), ct);
        using var broker = Process.GetProcessById(fleet.Fleet.Member("broker").Process!.Pid);
        var (cpu, started) = (broker.TotalProcessorTime, TimeProvider.System.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(15), ct);
        broker.Refresh();
        report.Figure("embedded broker at rest, two consumers of twelve partitions, share of one core",
            100 * (broker.TotalProcessorTime - cpu) / TimeProvider.System.GetElapsedTime(started), "%", "≤ 3");
    }

    private static void Hops(BenchReport report, string pace, List<double> hops)
    {
        report.Figure(string.Create(CultureInfo.InvariantCulture, $"hop produce → consume, {pace}, p50 of {hops.Count}"), hops.Median(), "ms", "≤ 6");
        report.Figure($"hop produce → consume, {pace}, p99", hops.At(0.99), "ms", "≤ 15");
    }

    /// <summary>Milliseconds from produce to consume, of so many messages at a pace.</summary>
    private static async Task<List<double>> HopAsync(FaultFleet fleet, int count, double everyMs, int fetchWaitMs, CancellationToken ct)
    {
        var (bootstrap, options) = ((await fleet.Fleet.KafkaAsync(ct))!, new KafkaOptions { FetchWaitMaxMs = fetchWaitMs });
        using var producer = new ProducerBuilder<Null, byte[]>(options.ForProducer(bootstrap)).Build();
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(options.ForAllPartitions(bootstrap)).Build();
        // From where each part ends now: with "the end" it would be where it ends when the consumer first asks, which may be after the first messages.
        consumer.Assign(Enumerable.Range(0, 3).Select(p => new TopicPartition(Topic, p)).Select(part => new TopicPartitionOffset(part, consumer.QueryWatermarkOffsets(part, TimeSpan.FromSeconds(10)).High)));
        var hops = new List<double>(count);
        var reading = Task.Run(() =>
        {
            while (hops.Count < count && consumer.Consume(TimeSpan.FromSeconds(10)) is { } record)
                hops.Add(TimeProvider.System.GetElapsedTime(BitConverter.ToInt64(record.Message.Value)).TotalMilliseconds);
        }, ct);
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            while (TimeProvider.System.GetElapsedTime(began).TotalMilliseconds < i * everyMs)
                await Task.Delay(1, ct);
            producer.Produce(Topic, new Message<Null, byte[]> { Value = BitConverter.GetBytes(TimeProvider.System.GetTimestamp()) });
        }

        producer.Flush(ct);
        await reading;
        return hops;
    }
}
