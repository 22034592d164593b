using Dapper;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Faults;

/// <summary>What the workers stand on gives way: PostgreSQL, the clock, the number of replicas.</summary>
internal static class HouseFaults
{
    private static readonly string[] Workers = [FaultFleet.Steady, FaultFleet.Victim];

    public static IEnumerable<FaultCase> All { get; } =
    [
        new("F1", "PostgreSQL stops at once, and starts again", Formats.All, DatabaseStopsAsync) { VerdictSeconds = 90 },
        new("F2", "PostgreSQL freezes, and goes on", Formats.All, DatabaseFreezesAsync) { VerdictSeconds = 90 },
        new("F3", "sessions of PostgreSQL are ended, ten a second", Formats.All, SessionsEndAsync) { VerdictSeconds = 90 },
        new("F15", "five replicas begin at once, and one of them dies", Formats.All, ManyAsync)
        {
            MayMiss = "what a replica that has just come gets of the lane is the broker's choice; that each firing runs once is looked at all the same",
        },
        new("F16", "everything is down for three hours", Formats.All, DownAsync) { VerdictSeconds = 90, MayAsk = "what is later than its grace is missed, and people are asked" },
    ];

    private static async Task DatabaseStopsAsync(Round round, CancellationToken ct)
    {
        await UnderWayAsync(round, ct);
        var fleet = round.Fleet.Fleet;
        await round.StrikeOpenAsync(ct);
        fleet.Kill("postgres", UnixSignal.Quit);
        await fleet.StopMemberAsync("postgres");
        await Round.LastAsync(round.Draw("seconds", 1, 12), ct);
        fleet.StartMember("postgres");
        await fleet.Member("postgres").WaitReadyAsync(ct);
    }

    private static async Task DatabaseFreezesAsync(Round round, CancellationToken ct)
    {
        await UnderWayAsync(round, ct);
        await round.StrikeOpenAsync(ct);
        round.SignalPostgres(UnixSignal.Stop);
        await Round.LastAsync(round.Draw("seconds", 2, 25), ct);
        round.SignalPostgres(UnixSignal.Continue);
    }

    private static async Task SessionsEndAsync(Round round, CancellationToken ct)
    {
        var lives = round.Fleet.Fleet.Members.Where(m => m.Process is not null).ToDictionary(m => m.Name, m => m.Process);
        await round.ScheduleAsync(ct);
        await round.UntilClaimedAsync(ct, 0.1);
        await round.StrikeOpenAsync(ct);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = round.Draw("sessions", 60, 120); i > 0; i--)
        {
            await using var connection = await round.Fleet.Database.OpenConnectionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition("""
                select pg_terminate_backend(pid) from (
                    select pid from pg_stat_activity where application_name = 'snsops-publishing' order by (state = 'active') desc, random() limit 1) one
                """, cancellationToken: ct));
            await tick.WaitForNextTickAsync(ct);
        }

        await round.UntilSentAsync(40, ct);
        foreach (var (name, _) in lives.Where(life => round.Fleet.Fleet.Member(life.Key).Process != life.Value))
            round.Broken.Add($"{name} did not outlive its sessions");
    }

    private static async Task ManyAsync(Round round, CancellationToken ct)
    {
        var fleet = round.Fleet.Fleet;
        var mark = round.Fleet.Lines.Mark;
        foreach (var replica in FaultFleet.Reserve)
            fleet.StartMember(replica);
        await Task.WhenAll(FaultFleet.Reserve.Select(replica => fleet.Member(replica).WaitReadyAsync(ct)));
        await round.HasPartitionsAsync(FaultFleet.Reserve[0], mark, ct);
        await round.ScheduleAsync(ct, inSeconds: 8);
        await round.UntilClaimedAsync(ct);
        await round.UntilArmedAsync(round.Draw("armed", 1, 50), ct);
        await round.KillAsync(FaultFleet.Reserve[0], ct);
        await round.UntilSentAsync(30, ct);
        await Task.WhenAll(FaultFleet.Reserve.Select(fleet.StopMemberAsync));
        foreach (var twice in round.Fleet.Lines.DoneTwiceSince(mark, "scan-scheduled-posts"))
            round.Broken.Add($"the firing {twice} ran twice");
    }

    private static async Task DownAsync(Round round, CancellationToken ct)
    {
        var fleet = round.Fleet.Fleet;
        await Task.WhenAll(Workers.Select(fleet.StopMemberAsync));
        var late = await round.ScheduleAsync(ct, grace: "6 hours", count: 40);
        var missed = await round.ScheduleAsync(ct, count: 40);
        round.Strike(round.Ids());
        await round.TurnClockAsync(TimeSpan.FromHours(3), ct);
        foreach (var worker in Workers)
            fleet.StartMember(worker);
        await round.UntilAsync("select bool_and(state in ('published', 'failed', 'missed') or asked_at is not null) from publications where id = any(@ids)", 60, ct);
        await using var connection = await round.Fleet.Database.OpenConnectionAsync(ct);
        var states = (await connection.QueryAsync<(Guid Id, string State)>("select id, state::text from publications where id = any(@ids)", new { ids = round.Ids() })).ToDictionary(s => s.Id, s => s.State);
        foreach (var (planned, wanted) in late.Select(p => (p, "published")).Concat(missed.Select(p => (p, "missed"))).Where(p => states[p.p.Id] != p.Item2))
            round.Broken.Add($"{planned.Format} {planned.Id} should be {wanted} after three hours and is {states[planned.Id]}");
    }

    /// <summary>A batch, somewhere between its claim and the last of its sends.</summary>
    private static async Task UnderWayAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleInHalvesAsync(ct);
        if (round.Draw("armed", 0, 50) is > 0 and var armed)
            await round.UntilArmedAsync(armed, ct);
        else
            await round.UntilClaimedAsync(ct);
    }
}
