using System.Diagnostics;
using SnsOps.Shared.Llm;

namespace SnsOps.Benchmarks.Gateway;

/// <summary>What the gateway adds to asking a provider, what a failing provider adds, and whether each request is one row of the ledger.</summary>
internal static class GatewayBench
{
    private const int WarmUp = 400, Parallel = 32;
    private static readonly TimeSpan FirstToken = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchReport report, int requests, CancellationToken ct)
    {
        await using var stage = await GatewayStage.StartAsync(ct);
        var process = await stage.ProcessAsync("openai,anthropic");
        var bare = new BareCaller(process, stage.Sandbox);
        var asked = 0L;
        foreach (var latency in new[] { 0, 20 })
        {
            await stage.ClearFaultsAsync(ct);
            if (latency > 0)
                await stage.FaultAsync(new { endpoint = "llm.*", kind = "latency", times = 0, delay_ms = latency }, ct);
            asked += await OverheadAsync(stage, process, bare, report, requests, latency, ct);
        }

        asked += await FailoverAsync(stage, report, requests / 4, ct);
        asked += await StormAsync(stage, process, report, requests, ct);
        var (rows, open, difference) = await stage.LedgerAsync(ct);
        report.Figure("requests to the gateway", asked, "");
        report.Figure("rows of the ledger", rows, "", $"= {asked}");
        if (rows != asked || open != 0)
            report.Broken($"{asked} requests, {rows} rows in the ledger, {open} of them open");
        if (difference != 0)
            report.Broken($"what was spent differs from the sum of the rows by {difference}");
    }

    /// <summary>By hand, by the SDK, by the gateway, one after the other in changing order.</summary>
    private static async Task<long> OverheadAsync(GatewayStage stage, GatewayProcess process, BareCaller bare, BenchReport report, int requests, int latency, CancellationToken ct)
    {
        Func<LlmRequest, Task>[] arms = [request => bare.ByHandAsync(request, ct), request => bare.BySdkAsync(request, ct), request => WrittenAsync(process, request, "openai", ct)];
        var times = Array.ConvertAll(arms, _ => new List<double>());
        for (var i = -WarmUp; i < requests; i++)
        {
            for (var turn = 0; turn < arms.Length; turn++)
            {
                var arm = (i + turn + (arms.Length * WarmUp)) % arms.Length;
                var started = Stopwatch.GetTimestamp();
                await arms[arm](stage.Request(i));
                if (i >= 0)
                    times[arm].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        var (hand, sdk, gateway) = (times[0], times[1], times[2]);
        var of = latency == 0 ? "provider answers at once" : $"provider answers after {latency} ms";
        BenchReport.Progress($"{of}: {hand.Median():0.000} ms by hand, {sdk.Median():0.000} by the SDK, {gateway.Median():0.000} by the gateway");
        report.Ceiling($"a question by hand through the same HttpClient, p50, {of}", hand.Median(), "ms");
        // At once is faster than any model: there the answer waits for its row in the ledger, which is otherwise long written.
        report.Figure($"gateway beyond the same call by hand, p50, {of}", (gateway.Median() - hand.Median()) * 1000, "µs", latency == 0 ? null : "≤ 100");
        report.Figure($"  of which the official SDK, p50, {of}", (sdk.Median() - hand.Median()) * 1000, "µs");
        report.Figure($"  of which the gateway itself, p50, {of}", (gateway.Median() - sdk.Median()) * 1000, "µs");
        report.Figure($"gateway beyond the same call by hand, p99, {of}", gateway.At(0.99) - hand.At(0.99), "ms", latency == 0 ? null : "≤ 2");
        return requests + WarmUp;
    }

    /// <summary>The second of two providers, beside the same one asked first.</summary>
    private static async Task<long> FailoverAsync(GatewayStage stage, BenchReport report, int requests, CancellationToken ct)
    {
        var asked = 0L;
        await stage.ClearFaultsAsync(ct);
        await stage.FaultAsync(new { endpoint = "llm.openai.chat", kind = "server-error", times = 0, code = 503 }, ct);
        var (alone, refused, failing) = (await stage.ProcessAsync("anthropic"), await stage.ProcessAsync("dead,anthropic"), await stage.ProcessAsync("openai,anthropic"));
        var times = new Dictionary<GatewayProcess, List<double>> { [alone] = [], [refused] = [], [failing] = [] };
        for (var i = -WarmUp / 4; i < requests; i++)
        {
            foreach (var (process, sample) in times)
            {
                var started = Stopwatch.GetTimestamp();
                await WrittenAsync(process, stage.Request(i), "anthropic", ct);
                asked++;
                if (i >= 0)
                    sample.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        foreach (var (process, name) in new[] { (refused, "refused connection"), (failing, "5xx") })
        {
            report.Figure($"added by failing over, {name}, p50", times[process].Median() - times[alone].Median(), "ms", "≤ 50");
            report.Figure($"added by failing over, {name}, p99", times[process].At(0.99) - times[alone].At(0.99), "ms");
        }

        await stage.ClearFaultsAsync(ct);
        await stage.FaultAsync(new { endpoint = "llm.openai.chat", kind = "timeout-before-effect", times = 0 }, ct);
        var patient = await stage.ProcessAsync("openai,anthropic", $"--Llm:FirstTokenSeconds={FirstToken.TotalSeconds}");
        var silent = new List<double>();
        for (var i = 0; i < 5; i++, asked++)
        {
            var started = Stopwatch.GetTimestamp();
            await WrittenAsync(patient, stage.Request(i), "anthropic", ct);
            silent.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        report.Figure("added by failing over, no first word, beyond its deadline, p50", silent.Median() - times[alone].Median() - FirstToken.TotalMilliseconds, "ms", "≤ 50");
        return asked;
    }

    /// <summary>Many at once, each fault with its chance, and callers who leave.</summary>
    private static async Task<long> StormAsync(GatewayStage stage, GatewayProcess process, BenchReport report, int requests, CancellationToken ct)
    {
        await stage.ClearFaultsAsync(ct);
        foreach (var kind in new[] { "server-error", "reset", "rate-limit", "stream-cut", "stream-reset", "stream-overloaded", "stream-malformed", "usage-missing" })
            await stage.FaultAsync(new { endpoint = "llm.*", kind, times = 0, code = kind.StartsWith("stream", StringComparison.Ordinal) ? 2 : (int?)null, probability = 0.03 }, ct);
        var outcomes = new int[3];
        var started = Stopwatch.GetTimestamp();
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct }, async (i, token) =>
        {
            if (i % 50 == 0)
            {
                await foreach (var _ in process.Gateway.StreamAsync(stage.Request(i), token))
                    break;
                Interlocked.Increment(ref outcomes[2]);
                return;
            }

            Interlocked.Increment(ref outcomes[await process.Gateway.GenerateAsync(stage.Request(i), token) is LlmAnswer.Written ? 0 : 1]);
        });
        report.Figure($"requests a second, {Parallel} at once, a quarter of the calls failing", requests / Stopwatch.GetElapsedTime(started).TotalSeconds, "/s");
        report.Figure("  of them answered in spite of it", 100.0 * outcomes[0] / (outcomes[0] + outcomes[1]), "%");
        return requests;
    }

    private static async Task WrittenAsync(GatewayProcess process, LlmRequest request, string by, CancellationToken ct)
    {
        var answer = await process.Gateway.GenerateAsync(request, ct);
        if (answer is not LlmAnswer.Written { Response: var response } || !response.Engine.StartsWith(by, StringComparison.Ordinal))
            throw new InvalidOperationException($"{by} should have answered: {answer}");
    }
}
