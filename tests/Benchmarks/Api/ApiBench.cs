using System.Globalization;
using System.Net.Http.Headers;
using SnsOps.Benchmarks.Publish;

namespace SnsOps.Benchmarks.Api;

/// <summary>The main reads and the main create over a full database, beside endpoints that run the same statements and write the same bytes.</summary>
internal static class ApiBench
{
    private const int Connections = 32, Seconds = 10, Looks = 200;

    /// <summary>What a bench's fleet does otherwise for its demo is not wanted here, nor are the limits of a person's calls.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["RateLimits__UserPerMinute"] = "100000000" };

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchFleet fleet, BenchReport report, int rounds, int contents, int comments, CancellationToken ct)
    {
        await fleet.StopAsync("publishing", "collection", "ai");
        var load = await ApiLoad.WriteAsync(fleet, contents, comments, ct);
        var reads = ApiRead.Mix(fleet.Database, load);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = fleet.ApiUrl };
        await using var bare = await BareServer.StartAsync("bare-api", fleet.PortOf("bare-api"),
            ["--clients", string.Join(',', load.Clients), "--user", load.User.ToString(), "--content", load.Content.ToString(), "--comment", load.Comment.ToString()],
            new Dictionary<string, string?> { [BareApi.ConnectionVariable] = fleet.ConnectionString }, ct);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await ApiLoad.SignInAsync(http, ct));
        for (var n = 0; n < reads.Length; n++)
            (await bare.Http.PutAsync($"/{n.ToString(CultureInfo.InvariantCulture)}", new ByteArrayContent(await http.GetByteArrayAsync(reads[n].Path, ct)), ct)).EnsureSuccessStatusCode().Dispose();
        await LooksAsync(http, report, reads, ct);
        await MixAsync(fleet, report, http, bare.Http.BaseAddress!, reads, bare.Id, rounds, ct);
        await CreatesAsync(fleet, report, http, load, ct);
    }

    /// <summary>One after another on the idle machine.</summary>
    private static async Task LooksAsync(HttpClient http, BenchReport report, ApiRead[] reads, CancellationToken ct)
    {
        foreach (var read in reads)
        {
            var times = new List<double>(Looks);
            for (var i = 0; i < Looks + 20; i++)
            {
                var started = TimeProvider.System.GetTimestamp();
                (await http.GetAsync(read.Path, ct)).EnsureSuccessStatusCode().Dispose();
                if (i >= 20)
                    times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            }

            report.Figure($"{read.Name}, one call after another, p95", times.At(0.95), "ms", "< 100");
        }
    }

    private static async Task MixAsync(BenchFleet fleet, BenchReport report, HttpClient http, Uri bareUrl, ApiRead[] reads, int bare, int rounds, CancellationToken ct)
    {
        var (ours, theirs) = (new List<(Wrk Run, double Cpu)>(), new List<(Wrk Run, double Cpu)>());
        var token = "";
        for (var round = 0; round <= rounds; round++)
        {
            token = await TokenAsync(http, ct);
            var api = (fleet.ApiUrl, Wrk.Gets(reads.Select(r => r.Path), token), fleet.ProcessOf("api"), Into: ours);
            var plain = (bareUrl, Wrk.Gets(reads.Select((_, n) => $"/{n}"), null), bare, Into: theirs);
            foreach (var (url, calls, process, into) in round % 2 == 0 ? [api, plain] : new[] { plain, api })
            {
                var before = ProcessUse.CpuSeconds([process], withChildren: false);
                var run = await Wrk.RunAsync(url, calls, Connections, Seconds, 0, fleet.Folder, ct);
                if (round > 0)
                    into.Add((run, (ProcessUse.CpuSeconds([process], withChildren: false) - before) * 1e6 / (run.Rate * Seconds)));
            }

            if (round > 0)
                BenchReport.Progress($"round {round}: Api {ours[^1].Run.Rate:0}/s, bare endpoints {theirs[^1].Run.Rate:0}/s");
        }

        var errors = ours.Sum(r => r.Run.Errors);
        report.Figure($"mixed reads, {Connections} connections, Api", ours.Select(r => r.Run.Rate).Median(), "/s");
        report.Figure($"mixed reads, {Connections} connections, bare endpoints", theirs.Select(r => r.Run.Rate).Median(), "/s");
        report.Figure("mixed reads, Api / bare endpoints, median of rounds", ours.Zip(theirs, (a, b) => a.Run.Rate / b.Run.Rate).Median(), "×", "≥ 0.6");
        report.Figure("mixed reads, CPU of the process per call, Api", ours.Select(r => r.Cpu).Median(), "µs");
        report.Figure("mixed reads, CPU of the process per call, bare endpoints", theirs.Select(r => r.Cpu).Median(), "µs");
        var half = ours.Select(r => r.Run.Rate).Median() / 2;
        var paced = await Wrk.RunAsync(fleet.ApiUrl, Wrk.Gets(reads.Select(r => r.Path), token), 128, Seconds, (int)(128 / half * 1000), fleet.Folder, ct);
        report.Figure($"mixed reads at about half of that rate ({paced.Rate:0}/s), p95", paced.P95, "ms", "< 100");
        report.Figure("mixed reads, errors", errors + paced.Errors, "", "0");
        if (errors + paced.Errors > 0)
            report.Broken($"{errors + paced.Errors} reads failed");
    }

    private static async Task CreatesAsync(BenchFleet fleet, BenchReport report, HttpClient http, ApiLoad load, CancellationToken ct)
    {
        var account = await fleet.ScalarAsync<Guid>("select id from platform_accounts where client_id = @client and platform = 'facebook'", new { client = load.Clients[0] });
        var body = $$"""{"client_id":"{{load.Clients[0]}}","title":"주말 행사 안내","body":"이번 주말에 단호박 라떼를 두 잔째 무료로 드려요.","account_ids":["{{account}}"]}""";
        var run = await Wrk.RunAsync(fleet.ApiUrl, Wrk.Posts("/v1/contents", body, await TokenAsync(http, ct)), Connections, Seconds, 0, fleet.Folder, ct);
        report.Figure($"contents created, {Connections} connections, each under its own Idempotency-Key", run.Rate, "/s");
        report.Figure("contents created, p95", run.P95, "ms");
        report.Figure("contents created, errors", run.Errors, "", "0");
        if (run.Errors > 0)
            report.Broken($"{run.Errors} creates failed");
    }

    /// <summary>A new one now and then: they live a quarter of an hour.</summary>
    private static async Task<string> TokenAsync(HttpClient http, CancellationToken ct)
    {
        var token = await ApiLoad.SignInAsync(http, ct);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return token;
    }
}
