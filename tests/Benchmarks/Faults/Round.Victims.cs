using Dapper;
using SnsOps.Local.Processes;
using SnsOps.Local.Supervision;

namespace SnsOps.Benchmarks.Faults;

/// <summary>Killing and freezing the worker that is there for it.</summary>
internal sealed partial class Round
{
    private const string WorkerOfProcess = "select id from workers where pid = @Pid and process = 'publishing' order by started_at desc limit 1";

    private bool _doomed;

    /// <summary>The victim's process.</summary>
    public ProcessIdentity Victim => Fleet.Fleet.Member(FaultFleet.Victim).Process ?? throw new InvalidOperationException(FaultFleet.Victim + " does not run");

    /// <summary>Replaces the victim by one with settings for this life only, and waits until it has its share of the lane.</summary>
    public async Task ReplaceVictimAsync(IReadOnlyDictionary<string, string?> onlyOnce, CancellationToken ct)
    {
        await Fleet.Fleet.StopMemberAsync(FaultFleet.Victim);
        var mark = Fleet.Lines.Mark;
        Fleet.Fleet.StartMember(FaultFleet.Victim, onlyOnce);
        _doomed = onlyOnce.Count > 0;
        await Fleet.Fleet.Member(FaultFleet.Victim).WaitReadyAsync(ct);
        await HasPartitionsAsync(FaultFleet.Victim, mark, ct);
    }

    /// <summary>The same with a failpoint: <c>point:action[@n]</c>.</summary>
    public Task DoomAsync(string failpoint, CancellationToken ct)
    {
        Parameters.Add(failpoint);
        return ReplaceVictimAsync(new Dictionary<string, string?> { ["SNSOPS_FAIL"] = failpoint }, ct);
    }

    /// <summary>Waits until a member that was started has a process.</summary>
    public async Task UntilRunningAsync(string member, CancellationToken ct)
    {
        while (Fleet.Fleet.Member(member).Process is null)
            await Task.Delay(5, ct);
    }

    /// <summary>Waits until the victim is dead, or with <paramref name="frozen"/> stopped, and notes what it held; null if nothing struck it in time.</summary>
    public async Task<Death?> DeathAsync(CancellationToken ct, string member = FaultFleet.Victim, bool frozen = false, double seconds = 25)
    {
        if (Fleet.Fleet.Member(member).Process is not { } process)
            return null;
        var patience = TimeSpan.FromSeconds(seconds);
        if (!await (frozen ? FrozenAsync(process, patience, ct) : process.WaitForEndAsync(patience, ct)))
            return null;

        var death = new Death(DateTimeOffset.UtcNow, await HeldByAsync(process, ct));
        Deaths.Add(death);
        Strike(death.Held.Select(h => h.Id));
        _doomed = _doomed && frozen;
        return death;
    }

    /// <summary>Kills a member from outside and notes what it held.</summary>
    public async Task<Death?> KillAsync(string member, CancellationToken ct)
    {
        var process = Fleet.Fleet.Member(member).Process;
        Fleet.Fleet.Kill(member);
        if (process is null)
            return null;
        var death = new Death(DateTimeOffset.UtcNow, await HeldByAsync(process, ct));
        Deaths.Add(death);
        Strike(death.Held.Select(h => h.Id));
        return death;
    }

    /// <summary>Hits what a dead process has published and not followed up.</summary>
    public async Task StrikeInterruptedAsync(ProcessIdentity process, CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        Strike(await connection.QueryAsync<Guid>(new CommandDefinition($"""
            select p.id from publications p join trace t on t.publication_id = p.id and t.step = 'arm'
             where p.id = any(@ids) and p.state = 'published' and p.post_url is null and t.owner = ({WorkerOfProcess})
            """, new { ids = Ids(), process.Pid }, cancellationToken: ct)));
    }

    /// <summary>Waits until the victim holds some of the batch.</summary>
    public Task<bool> UntilVictimHoldsAsync(ProcessIdentity victim, CancellationToken ct) => UntilAsync(
        $"select exists (select from publications where id = any(@ids) and state in ('claimed', 'armed') and owner = ({WorkerOfProcess}))", 15, ct, new { ids = Ids(), victim.Pid });

    /// <summary>Hits what a process held at an instant, and what it has claimed or armed since: each step of the trace names its owner.</summary>
    public async Task StrikeWorkOfAsync(ProcessIdentity process, DateTimeOffset since, CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        Strike(await connection.QueryAsync<Guid>(new CommandDefinition($"""
            select distinct t.publication_id from trace t
             where t.publication_id = any(@ids) and t.step in ('claimed', 'armed', 'arm') and t.owner = ({WorkerOfProcess})
               and (t.at >= @since or not exists (
                    select from trace after where after.publication_id = t.publication_id and after.at > t.at and after.at < @since and after.step not in ('claimed', 'armed', 'arm')))
            """, new { ids = Ids(), process.Pid, since }, cancellationToken: ct)));
    }

    /// <summary>Leaves a victim without failpoints and proxies behind, and the fleet complete.</summary>
    public async Task HealAsync(CancellationToken ct)
    {
        await Fleet.Sandbox.ClearFaultsAsync(ct);
        Fleet.Database.Clear();     // sessions that ended with a PostgreSQL that was stopped
        if (_doomed)
            await ReplaceVictimAsync(new Dictionary<string, string?>(), ct);
        foreach (var member in Fleet.Fleet.Members.Where(m => m.State != MemberState.Stopped))
            await member.WaitReadyAsync(ct);
    }

    private async Task<IReadOnlyList<HeldRow>> HeldByAsync(ProcessIdentity process, CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<HeldRow>(new CommandDefinition($"""
            select id, state::text as state, epoch from publications where state in ('claimed', 'armed') and owner = ({WorkerOfProcess})
            """, new { process.Pid }, cancellationToken: ct))).AsList();
    }

    /// <summary>Nobody but its parent is told when a process is stopped: it is looked at.</summary>
    private static async Task<bool> FrozenAsync(ProcessIdentity process, TimeSpan patience, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (ProcessIdentity.Stat(process.Pid)?.State != 'T')
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
                return false;
            await look.WaitForNextTickAsync(ct);
        }

        return true;
    }

    /// <summary>A lane of which nobody has told within fifteen seconds is taken for balanced.</summary>
    private async Task HasPartitionsAsync(string member, int mark, CancellationToken ct)
    {
        try
        {
            await Fleet.Lines.UntilSinceAsync(mark, member, text => text.Contains("snsops.publishing: ", StringComparison.Ordinal) && text.Contains(" partitions assigned", StringComparison.Ordinal) && !text.Contains(": 0 ", StringComparison.Ordinal),
                TimeSpan.FromSeconds(15), ct);
        }
        catch (TimeoutException)
        {
            // it is taken for balanced
        }
    }
}
