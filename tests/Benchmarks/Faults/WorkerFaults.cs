using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Faults;

/// <summary>A publishing worker dies or freezes at an arrow of the protocol.</summary>
internal static class WorkerFaults
{
    private static readonly string[] Arrows =
        ["publish.claimed", "publish.handle-created", "publish.handle-stored", "publish.before-arm", "publish.armed", "publish.before-send", "publish.past-gate", "publish.answered", "publish.outcome-committed"];

    private static readonly string[] UploadArrows = ["publish.handle-created", "publish.handle-stored", "upload.chunk-sent"];

    public static IEnumerable<FaultCase> All { get; } =
    [
        Scan("K2", "between the scan's update and its commit", "scan.selected"),
        Scan("K3", "between the scan's commit and its nudges", "scan.moved"),
        Scan("K4", "between the nudges and the end of the run that sent them", "scan.nudged"),
        new("K5", "the worker dies between a nudge and the claim's commit", Formats.All, DieNudgedAsync),
        Kill("K6", "between claim and preparation", "publish.claimed", Formats.All, 40),
        Kill("K7", "between the lease of a budget and the arm", "publish.before-arm", Formats.All, 30),
        Kill("K8", "between an upload and its handle's commit", "publish.handle-created", Formats.WithUpload, 20),
        Kill("K9", "between a container and its handle's commit", "publish.handle-created", Formats.WithContainer, 20),
        Kill("K8u", "between a video's last byte and its id's commit", "upload.chunk-sent", Formats.YouTube, 8),
        Kill("K9u", "between an upload's session, or its video, and the commit of that", "publish.handle-created", Formats.YouTube, 12),
        Kill("K9s", "between a handle's commit and the next step", "publish.handle-stored", [.. Formats.WithContainer, .. Formats.WithUpload], 20),
        Kill("K10", "between arm and the first byte", "publish.armed", Formats.All, 30),
        Kill("K10s", "at the second, before the first byte", "publish.before-send", Formats.All, 30),
        Kill("K10g", "past the gate, before the first byte", "publish.past-gate", Formats.All, 30),
        new("K12", "the worker dies while the platform has done the work and not answered", Formats.All, DieUnansweredAsync),
        Kill("K13", "between the answer and its commit", "publish.answered", Formats.All, 30),
        new("K15", "the worker dies after the outcome's commit", Formats.All, DieAfterAsync),
        Kill("K15o", "between the claim's commit and its offset", "lane.claimed", Formats.All, 2),
        Kill("K16", "between an offset and its commit", "lane.stored", Formats.All, 2),
        new("K18", "the worker dies between a look and its verdict", Formats.All, DieLookingAsync),
        new("K19", "a worker freezes past the gate, for longer than its lease and the look that follows, then goes on", Formats.All, FreezePastGateAsync) { VerdictSeconds = 90 },
        new("F28", "a worker freezes at any arrow, for 1 to 25 s", Formats.All, (r, ct) => FreezeAsync(r, Arrows, ct)) { VerdictSeconds = 90 },
        new("F28u", "a worker freezes in an upload, for 1 to 25 s", Formats.YouTube, (r, ct) => FreezeAsync(r, UploadArrows, ct)) { VerdictSeconds = 90 },
        new("K25", "a worker is asked to stop while posts go out, and killed if it does not", Formats.All, StopAsync),
    ];

    private static FaultCase Kill(string id, string what, string point, IReadOnlyList<string> formats, int most) => new(id, "the worker dies " + what, formats, async (round, ct) =>
    {
        await round.DoomAsync($"{point}:kill@{round.DrawHit(most)}", ct);
        await round.ScheduleAsync(ct);
        await round.DeathAsync(ct);
    });

    /// <summary>The victim is alone when it begins, so that the scan is its own.</summary>
    private static FaultCase Scan(string id, string what, string point) => new(id, "the worker dies " + what, Formats.All, async (round, ct) =>
    {
        var fleet = round.Fleet.Fleet;
        await Task.WhenAll(fleet.StopMemberAsync(FaultFleet.Steady), fleet.StopMemberAsync(FaultFleet.Victim));
        await round.ScheduleAsync(ct, inSeconds: 9);
        round.Parameters.Add(point + ":kill@1");
        fleet.StartMember(FaultFleet.Victim, new Dictionary<string, string?> { ["SNSOPS_FAIL"] = point + ":kill@1" });
        await round.UntilVictimRunsAsync(ct);
        if (await round.DeathAsync(ct) is not null)
            await round.StrikeOpenAsync(ct);
        fleet.StartMember(FaultFleet.Steady);
        await fleet.Member(FaultFleet.Steady).WaitReadyAsync(ct);
    });

    /// <summary>What nobody has claimed a second later are the nudges it took with it.</summary>
    private static async Task DieNudgedAsync(Round round, CancellationToken ct)
    {
        await round.DoomAsync("lane.taken:kill@1", ct);
        await round.ScheduleAsync(ct, inSeconds: 8);
        if (await round.DeathAsync(ct) is null)
            return;
        await Round.LastAsync(1, ct);
        await round.StrikeOpenAsync(ct, "due");
    }

    /// <summary>What was to follow the outcome, the search for the public address, is missing where it struck.</summary>
    private static async Task DieAfterAsync(Round round, CancellationToken ct)
    {
        await round.DoomAsync($"publish.outcome-committed:kill@{round.DrawHit(30)}", ct);
        var (victim, mark) = (round.Victim, round.Fleet.Lines.Mark);
        await round.ScheduleAsync(ct);
        if (await round.DeathAsync(ct) is not null)
            await round.StrikeInterruptedAsync(victim, mark, ct);
    }

    /// <summary>Killed only when the platforms have so many posts of the victim's and keep their answers to themselves.</summary>
    private static async Task DieUnansweredAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, inSeconds: 8);
        await round.UntilClaimedAsync(ct);
        var held = (await round.HeldByAsync(round.Victim, ct)).Select(h => h.Id).ToHashSet();
        await round.ScriptAsync(round.Batch.Where(p => held.Contains(p.Id)), Round.Sends, "commit-then-timeout", ct, delayMs: 6000);
        if (held.Count == 0 || !await round.UntilStruckAsync(Math.Min(round.DrawHit(20), held.Count), 15, ct))
            return;
        await round.KillAsync(FaultFleet.Victim, ct);
        await round.CollectStruckAsync(ct);
    }

    private static async Task DieLookingAsync(Round round, CancellationToken ct)
    {
        await round.DoomAsync($"resolve.looked:kill@{round.DrawHit(12)}", ct);
        await round.ScheduleAsync(ct);
        await round.ScriptAsync(round.Batch, Round.Sends, "commit-then-5xx", ct);
        await round.DeathAsync(ct);
        await round.CollectStruckAsync(ct);
    }

    private static async Task FreezePastGateAsync(Round round, CancellationToken ct)
    {
        await round.DoomAsync($"publish.past-gate:stop@{round.DrawHit(30)}", ct);
        await round.ScheduleAsync(ct);
        if (await round.DeathAsync(ct, frozen: true) is not null)
            await Round.LastAsync(round.Draw("seconds", 22, 30), ct);
        round.Fleet.Fleet.Kill(FaultFleet.Victim, UnixSignal.Continue);
    }

    private static async Task FreezeAsync(Round round, string[] arrows, CancellationToken ct)
    {
        await round.DoomAsync($"{round.Draw("at", arrows)}:stop@{round.DrawHit(arrows == Arrows ? 25 : 8)}", ct);
        await round.ScheduleAsync(ct);
        if (await round.DeathAsync(ct, frozen: true) is not null)
            await Round.LastAsync(round.Draw("seconds", 1, 26), ct);
        round.Fleet.Fleet.Kill(FaultFleet.Victim, UnixSignal.Continue);
    }

    private static async Task StopAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleInHalvesAsync(ct);
        await round.UntilArmedAsync(round.Draw("armed", 1, 50), ct);
        await round.StrikeHeldByAsync(round.Victim, ct);
        await round.Fleet.Fleet.StopMemberAsync(FaultFleet.Victim);
        round.Fleet.Fleet.StartMember(FaultFleet.Victim);
        await round.Fleet.Fleet.Member(FaultFleet.Victim).WaitReadyAsync(ct);
    }
}
