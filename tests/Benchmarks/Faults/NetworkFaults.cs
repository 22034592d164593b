using System.Globalization;
using Npgsql;

namespace SnsOps.Benchmarks.Faults;

/// <summary>The network between a worker and the platforms, or PostgreSQL, is bad.</summary>
internal static class NetworkFaults
{
    public static IEnumerable<FaultCase> All { get; } =
    [
        new("K11", "the worker dies in the middle of a request's body", Formats.All, DieInBodyAsync),
        new("K14", "COMMIT is done and its reply is lost", Formats.All, LoseRepliesAsync) { VerdictSeconds = 90 },
        Trouble("F27a", "each packet takes 200 ms", new NetworkTrouble(DelayMs: 200)),
        Trouble("F27b", "10 kB a second", new NetworkTrouble(BytesPerSecond: 10_000, SliceBytes: 500)),
        Trouble("F27c", "byte by byte", new NetworkTrouble(SliceBytes: 1)),
        Trouble("F27d", "nothing arrives any more", new NetworkTrouble(Blackhole: true), atSecond: true),
        Trouble("F27e", "replies are lost and the connection is reset", new NetworkTrouble(ReplyLoss: 0.3, Resets: true)),
        Trouble("F27f", "requests are cut off", new NetworkTrouble(CutsPost: true), atSecond: true),
    ];

    /// <summary>What the victim holds when the trouble begins, or claims while it lasts, is struck.</summary>
    private static FaultCase Trouble(string id, string what, NetworkTrouble trouble, bool atSecond = false) => new(id, "between a worker and the platforms: " + what, Formats.All, async (round, ct) =>
    {
        await using var proxy = await SeparateAsync(round, ct);
        if (!atSecond)
            proxy.Trouble = trouble;
        await round.ScheduleAsync(ct);
        if (atSecond)
        {
            await round.UntilArmedAsync(1, ct);
            proxy.Trouble = trouble;
        }

        await round.UntilClaimedAsync(ct);
        await round.StrikeHeldAsync(FaultFleet.Victim, ct);
        await round.UntilAsync("select not exists (select from publications where id = any(@ids) and state in ('scheduled', 'due', 'claimed', 'armed'))", 25, ct);
        proxy.Trouble = new NetworkTrouble();
        await round.HealAsync(ct);
    }) { VerdictSeconds = 90 };

    private static async Task DieInBodyAsync(Round round, CancellationToken ct)
    {
        await using var proxy = await SeparateAsync(round, ct);
        await round.ScheduleAsync(ct);
        await round.UntilArmedAsync(round.Draw("armed", 1, 20), ct);
        proxy.Trouble = new NetworkTrouble(CutsPost: true, Resets: true);
        await proxy.CutInBody.Task.WaitAsync(TimeSpan.FromSeconds(20), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await round.KillAsync(FaultFleet.Victim, ct);
        await round.HealAsync(ct);
    }

    private static async Task LoseRepliesAsync(Round round, CancellationToken ct)
    {
        var server = new NpgsqlConnectionStringBuilder(round.Fleet.Fleet.ConnectionString);
        await using var proxy = new TcpProxy(server.Port, round.Random.Next());
        server.Port = proxy.Port;
        await round.ReplaceVictimAsync(new Dictionary<string, string?> { ["ConnectionStrings__SnsOps"] = server.ConnectionString }, ct);
        await round.ScheduleAsync(ct);
        proxy.Trouble = new NetworkTrouble(ReplyLoss: round.Draw("percent", 5, 25) / 100.0, Resets: round.Draw("reset", true, false));
        await round.UntilClaimedAsync(ct);
        await round.StrikeHeldAsync(FaultFleet.Victim, ct);
        await round.UntilAsync("select not exists (select from publications where id = any(@ids) and state in ('scheduled', 'due', 'claimed', 'armed'))", 40, ct);
        round.Parameters.Add($"lost={proxy.Broken}");
        proxy.Trouble = new NetworkTrouble();
        await round.HealAsync(ct);
    }

    /// <summary>A victim that reaches the platforms only through a proxy.</summary>
    private static async Task<TcpProxy> SeparateAsync(Round round, CancellationToken ct)
    {
        var proxy = new TcpProxy(round.Fleet.Sandbox.Url.Port, round.Random.Next());
        await round.ReplaceVictimAsync(new Dictionary<string, string?> { ["Meta__BaseUrl"] = "http://127.0.0.1:" + proxy.Port.ToString(CultureInfo.InvariantCulture) }, ct);
        return proxy;
    }
}
