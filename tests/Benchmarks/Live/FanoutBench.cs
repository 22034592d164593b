using System.Globalization;

namespace SnsOps.Benchmarks.Live;

/// <summary>Live events to all who are connected, beside a bare loop at the same pace; then a thousand who come and go while a hundred thousand happen.</summary>
internal static class FanoutBench
{
    private const int MessageBytes = 256;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchFleet fleet, BenchReport report, int rounds, FanoutPlan plan, ResumePlan storm, CancellationToken ct)
    {
        await fleet.StopAsync("publishing", "collection", "ai");
        await PacedAsync(fleet, report, rounds, plan, ct);
        await ResumeStorm.RunAsync(fleet, report, storm, ct);
    }

    private static async Task PacedAsync(BenchFleet fleet, BenchReport report, int rounds, FanoutPlan plan, CancellationToken ct)
    {
        using var team = await LiveTeam.MakeAsync(fleet.Database, 1, (plan.Clients / 10) + plan.Stalled, ct);
        await using var announcer = await Announcer.OpenAsync(fleet.Database, ct);
        await using var bare = await BareServer.StartAsync("bare-fanout", fleet.PortOf("bare-fanout"), [], new Dictionary<string, string?>(), ct);
        var turns = new Dictionary<string, List<FanoutTurn>> { ["SnsOps"] = [], ["bare loop"] = [], ["SnsOps, some stalled"] = [] };
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var name in round % 2 == 0 ? turns.Keys : turns.Keys.Reverse())
            {
                var stalled = name.EndsWith("stalled", StringComparison.Ordinal) ? plan.Stalled : 0;
                var turn = name == "bare loop"
                    ? await FanoutTurn.TakeAsync(plan, [.. Enumerable.Repeat(new UriBuilder(bare.Http.BaseAddress!) { Scheme = "ws", Path = "/ws" }.Uri, plan.Clients)], [], bare.Id, fleet.ProcessOf("postgres"),
                        async () => (await bare.Http.PostAsync($"/tell?events={plan.Events}&everyMs={1000 / plan.PerSecond}&bytes={MessageBytes}", null, ct)).EnsureSuccessStatusCode(), ct)
                    : await FanoutTurn.TakeAsync(plan, await UrlsAsync(fleet, team, 0, plan.Clients, ct), await UrlsAsync(fleet, team, plan.Clients, stalled, ct),
                        fleet.ProcessOf("api"), fleet.ProcessOf("postgres"), () => TellAsync(announcer, team.Clients[0], plan, ct), ct);
                if (round == 0)
                    continue;       // warm-up
                turns[name].Add(turn);
                BenchReport.Progress($"round {round}, {name}: p50 {turn.P50:0.0}, p99 {turn.P99:0.0} ms, {turn.CpuMicros:0.00} µs a delivery");
            }
        }

        Report(report, plan, turns);
    }

    private static void Report(BenchReport report, FanoutPlan plan, Dictionary<string, List<FanoutTurn>> turns)
    {
        foreach (var (name, taken) in turns)
        {
            var of = $"{name}, {plan.PerSecond}/s to {plan.Clients:N0} clients";
            var (missing, loop) = (taken.Sum(t => t.Missing), name == "bare loop");
            report.Figure($"{of}, {(loop ? "send" : "commit")} → client p50", taken.Select(t => t.P50).Median(), "ms");
            report.Figure($"{of}, {(loop ? "send" : "commit")} → client p99", taken.Select(t => t.P99).Median(), "ms", name == "SnsOps" ? "≤ 50" : null);
            report.Figure($"{of}, CPU of the server per delivery", taken.Select(t => t.CpuMicros).Median(), "µs");
            if (!loop)
                report.Figure($"{of}, CPU of PostgreSQL per delivery", taken.Select(t => t.PostgresMicros).Median(), "µs");
            report.Figure($"{of}, memory of the server", taken.Max(t => t.Memory), "MB");
            report.Figure($"{of}, deliveries missing", missing, "", "0");
            if (missing > 0)
                report.Broken($"{name}: {missing} deliveries are missing");
        }

        var (ours, bare, stalled) = (turns["SnsOps"], turns["bare loop"], turns["SnsOps, some stalled"]);
        report.Figure("CPU per delivery, SnsOps / bare loop, median of rounds", ours.Zip(bare, (a, b) => a.CpuMicros / b.CpuMicros).Median(), "×", "≤ 1.25");
        report.Figure($"p99 of the others while {plan.Stalled} do not read, beside none, median of rounds", stalled.Zip(ours, (a, b) => a.P99 / b.P99).Median(), "×", "≤ 1.1");
        report.Figure($"CPU per delivery while {plan.Stalled} do not read, beside none, median of rounds", stalled.Zip(ours, (a, b) => a.CpuMicros / b.CpuMicros).Median(), "×", "≤ 1.1");
    }

    /// <summary>With its ids and names an event is as long as the bare loop's.</summary>
    private static Task TellAsync(Announcer announcer, Guid client, FanoutPlan plan, CancellationToken ct) =>
        announcer.TellAsync(client, new string('.', MessageBytes - 190), plan.Events, plan.PerSecond, ct);

    private static async Task<IReadOnlyList<Uri>> UrlsAsync(BenchFleet fleet, LiveTeam team, int first, int count, CancellationToken ct) =>
        [.. (await team.TicketsAsync([.. Enumerable.Range(first, count)], ct)).Select(ticket => Address(fleet, ticket))];

    /// <summary>Where a ticket connects.</summary>
    public static Uri Address(BenchFleet fleet, string ticket, long? since = null) =>
        new UriBuilder(fleet.ApiUrl) { Scheme = "ws", Path = "/ws", Query = since is { } from ? $"token={ticket}&since={from.ToString(CultureInfo.InvariantCulture)}" : $"token={ticket}" }.Uri;
}
