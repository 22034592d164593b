using System.Security.Cryptography;

namespace SnsOps.Benchmarks.Publish;

/// <summary>Posts per second when many are due: SnsOps beside the owner's own design on Celery and a bare loop, in turns, at two latencies of the platform.</summary>
internal static class PublishBench
{
    private const int Pages = 1000;

    /// <summary>The compiler of .NET is at work for the first ten thousand posts or so, and uses half the CPU of both loops meanwhile; after twenty thousand it still used a twentieth of ours.</summary>
    private const int WarmUp = 8;

    /// <summary>The peer is several times slower: a part of the posts gives it as long a turn.</summary>
    private const int PeerPart = 3;

    /// <param name="fleet">With all of its members running.</param>
    /// <param name="report">Takes the figures.</param>
    /// <param name="plan">What is measured.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(BenchFleet fleet, BenchReport report, PublishPlan plan, CancellationToken ct)
    {
        await fleet.StopAsync("collection", "ai");
        var accounts = await fleet.PagesAsync(Pages, ct);
        var key = RandomNumberGenerator.GetBytes(32);
        await CeleryArm.CreateTablesAsync(fleet, key, ct);
        await using var peer = new CeleryPeer(fleet.ConnectionString, fleet.SandboxUrl, fleet.PortOf("redis"), Path.Combine(fleet.Folder, "redis"), key);
        await using var bare = new BareArm(fleet, accounts);
        var (ours, celery) = (new SnsOpsArm(fleet, accounts), new CeleryArm(fleet, peer, accounts));
        ours.EndTurn();
        await Ceilings.TakeAsync(fleet, bare, report, plan.Posts, ct);
        foreach (var latency in plan.Latencies)
        {
            await fleet.SetSandboxLatencyAsync(latency, ct);
            var setup = plan.WithPeer ? await CeleryCalibration.BestAsync(fleet, peer, celery, report, latency, ct) : null;
            if (setup is not null)
                await peer.StartAsync(setup, beat: false, ct);
            IPublishArm[] arms = setup is null ? [ours, bare] : [ours, celery, bare];
            var turns = arms.ToDictionary(arm => arm, _ => new List<Turn>());
            for (var round = 0; round <= plan.Rounds; round++)
            {
                foreach (var arm in round % 2 == 0 ? arms : arms.Reverse())
                {
                    var posts = arm == celery ? plan.Posts / PeerPart : round == 0 ? plan.Posts * WarmUp : plan.Posts;
                    var turn = await Turn.TakeAsync(fleet, arm, $"{latency}ms{round}{arm.Name[0]}", posts, ct);
                    if (round > 0)
                        turns[arm].Add(turn);
                }

                BenchReport.Progress($"{latency} ms, {(round == 0 ? "warm-up" : $"round {round}")}: {string.Join(", ", arms.Select(a => round == 0 ? a.Name : $"{a.Name} {turns[a][^1].Rate:0}/s"))}");
            }

            await peer.StopWorkersAsync();
            Report(report, latency, plan.Posts, setup, turns, ours, celery, bare);
        }
    }

    private static void Report(BenchReport report, int latency, int posts, CelerySetup? setup, Dictionary<IPublishArm, List<Turn>> turns, IPublishArm ours, IPublishArm celery, IPublishArm bare)
    {
        var at = $"{latency} ms:";
        foreach (var (arm, taken) in turns)
        {
            var name = arm == celery ? $"{at} Celery ({setup})" : $"{at} {arm.Name}";
            report.Figure($"{name}, {(arm == celery ? posts / PeerPart : posts):N0} Facebook texts over {Pages:N0} pages", taken.Select(t => t.Rate).Median(), "posts/s");
            report.Figure($"{name}, intent to outcome p99", taken.Select(t => t.P99).Median(), "ms");
            report.Figure($"{name}, CPU per 1,000 posts", taken.Select(t => t.Cpu).Median(), "s");
            report.Figure($"{name}, CPU of PostgreSQL per 1,000 posts", taken.Select(t => t.PostgresCpu).Median(), "s");
            report.Figure($"{name}, CPU of the sandbox per 1,000 posts", taken.Select(t => t.SandboxCpu).Median(), "s");
            report.Figure($"{name}, share of the machine in use", taken.Select(t => t.Busy).Median(), "%");
            report.Figure($"{name}, memory", taken.Max(t => t.Memory), "MB");
            var (lost, doubled) = (taken.Sum(t => t.Lost), taken.Sum(t => t.Doubled));
            report.Figure($"{name}, lost, doubled", lost + doubled, "posts", arm == ours ? "0" : null);
            if (arm == ours && lost + doubled > 0)
                report.Broken($"{name}: {lost} lost, {doubled} doubled");
        }

        if (setup is not null)
            report.Figure($"{at} SnsOps / Celery, median of rounds", turns[ours].Zip(turns[celery], (a, b) => a.Rate / b.Rate).Median(), "×", "≥ 6, hope 12");
        report.Figure($"{at} SnsOps / bare loop, median of rounds", turns[ours].Zip(turns[bare], (a, b) => a.Rate / b.Rate).Median(), "×", "≥ 0.6");
    }
}

/// <summary>What is measured.</summary>
/// <param name="Rounds">Measured ones; one before them warms up.</param>
/// <param name="Posts">In each turn.</param>
/// <param name="Latencies">Of the sandbox, milliseconds.</param>
/// <param name="WithPeer">Beside Celery, or only beside the bare loop.</param>
internal sealed record PublishPlan(int Rounds, int Posts, int[] Latencies, bool WithPeer);
