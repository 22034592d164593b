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
        Trouble("F27f", "requests are cut off", new NetworkTrouble(CutsWrites: true), atSecond: true),
    ];

    /// <summary>What the victim holds when the trouble begins, or claims or arms while it lasts, is struck.</summary>
    private static FaultCase Trouble(string id, string what, NetworkTrouble trouble, bool atSecond = false) => new(id, "between a worker and the platforms: " + what, Formats.All, async (round, ct) =>
    {
        await using var proxy = await SeparateAsync(round, ct);
        var (victim, since) = (round.Victim, DateTimeOffset.UtcNow);
        if (!atSecond)
            proxy.Trouble = trouble;
        await round.ScheduleInHalvesAsync(ct);
        if (atSecond)
        {
            await round.UntilArmedAsync(1, ct);
            since = DateTimeOffset.UtcNow;
            proxy.Trouble = trouble;
        }

        await round.UntilSentAsync(25, ct);
        await round.StrikeWorkOfAsync(victim, since, ct);
        proxy.Trouble = new NetworkTrouble();
        await round.HealAsync(ct);
    }) { VerdictSeconds = 90 };

    private static async Task DieInBodyAsync(Round round, CancellationToken ct)
    {
        await using var proxy = await SeparateAsync(round, ct);
        var victim = round.Victim;
        await round.ScheduleInHalvesAsync(ct);
        await round.UntilArmedAsync(round.Draw("armed", 1, 20), ct);
        var since = DateTimeOffset.UtcNow;
        proxy.Trouble = new NetworkTrouble(CutsWrites: true, Resets: true);
        await proxy.CutInBody.Task.WaitAsync(TimeSpan.FromSeconds(20), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await round.KillAsync(FaultFleet.Victim, ct);
        if (proxy.Broken > 0)
            await round.StrikeWorkOfAsync(victim, since, ct);
        await round.HealAsync(ct);
    }

    private static async Task LoseRepliesAsync(Round round, CancellationToken ct)
    {
        var server = new NpgsqlConnectionStringBuilder(round.Fleet.Fleet.ConnectionString);
        await using var proxy = new TcpProxy(server.Port, round.Random.Next());
        server.Port = proxy.Port;
        await round.ReplaceVictimAsync(new Dictionary<string, string?> { ["ConnectionStrings__SnsOps"] = server.ConnectionString }, ct);
        var (victim, since) = (round.Victim, DateTimeOffset.UtcNow);
        await round.ScheduleInHalvesAsync(ct);
        if (round.Draw("from", "claim", "arm") == "arm")
        {
            await round.UntilVictimHoldsAsync(victim, ct);
            since = DateTimeOffset.UtcNow;
        }

        // Few enough that the victim goes on getting work: each claim, arm and outcome takes several packets.
        proxy.Trouble = new NetworkTrouble(ReplyLoss: round.Draw("percent", 2, 12) / 100.0, Resets: round.Draw("reset", true, false));
        await round.UntilSentAsync(40, ct);
        round.Parameters.Add($"lost={proxy.Broken}");
        if (proxy.Broken > 0)
            await round.StrikeWorkOfAsync(victim, since, ct);
        proxy.Trouble = new NetworkTrouble();
        await round.HealAsync(ct);
    }

    /// <summary>A victim that reaches the platforms only through a proxy.</summary>
    private static async Task<TcpProxy> SeparateAsync(Round round, CancellationToken ct)
    {
        var proxy = new TcpProxy(round.Fleet.Sandbox.Url.Port, round.Random.Next());
        await round.ReplaceVictimAsync(Behind("http://127.0.0.1:" + proxy.Port.ToString(CultureInfo.InvariantCulture)), ct);
        return proxy;
    }

    private static Dictionary<string, string?> Behind(string proxy) => new() { ["Meta__BaseUrl"] = proxy, ["Google__ApiBaseUrl"] = proxy, ["Google__TokenUrl"] = proxy + "/token" };
}
