using Dapper;
using SnsOps.Local.Processes;
using SnsOps.Local.Supervision;

namespace SnsOps.Benchmarks.Faults;

/// <summary>Killing and freezing the worker that is there for it.</summary>
internal sealed partial class Round
{
    private const string WorkerOfProcess = "select id from workers where pid = @Pid and process = 'publishing' order by started_at desc limit 1";

    /// <summary>A group that did not give a new member its share in fifteen seconds is asked again by a newer one.</summary>
    private const int Joins = 3;

    private bool _doomed;

    /// <summary>The life of the victim that is there to be struck: by the time it is looked for it may be over.</summary>
    private ProcessIdentity? _life;

    /// <summary>The victim's process.</summary>
    public ProcessIdentity Victim => Fleet.Fleet.Member(FaultFleet.Victim).Process ?? throw new InvalidOperationException(FaultFleet.Victim + " does not run");

    /// <summary>Replaces the victim by one with settings for this life only, and waits until it has its share of the lane.</summary>
    public async Task ReplaceVictimAsync(IReadOnlyDictionary<string, string?> onlyOnce, CancellationToken ct)
    {
        for (var join = 1; join <= Joins; join++)
        {
            await Fleet.Fleet.StopMemberAsync(FaultFleet.Victim);
            var mark = Fleet.Lines.Mark;
            Fleet.Fleet.StartMember(FaultFleet.Victim, onlyOnce);
            _doomed = onlyOnce.Count > 0;
            await Fleet.Fleet.Member(FaultFleet.Victim).WaitReadyAsync(ct);
            _life = Fleet.Fleet.Member(FaultFleet.Victim).Process;
            if (await HasPartitionsAsync(FaultFleet.Victim, mark, ct))
                return;
        }

        Parameters.Add("no share of the lane");
    }

    /// <summary>The same with a failpoint: <c>point:action[@n]</c>.</summary>
    public Task DoomAsync(string failpoint, CancellationToken ct)
    {
        Parameters.Add(failpoint);
        return ReplaceVictimAsync(new Dictionary<string, string?> { ["SNSOPS_FAIL"] = failpoint }, ct);
    }

    /// <summary>Waits until a victim that was started has a process: that life is there to be struck.</summary>
    public async Task UntilVictimRunsAsync(CancellationToken ct) => _life = await Fleet.Fleet.Member(FaultFleet.Victim).WaitProcessAsync(ct);

    /// <summary>Waits until the victim is dead, or with <paramref name="frozen"/> stopped, and notes what it held; null if nothing struck it in time.</summary>
    public async Task<Death?> DeathAsync(CancellationToken ct, bool frozen = false)
    {
        if ((_life ?? Fleet.Fleet.Member(FaultFleet.Victim).Process) is not { } process)
            return null;
        var patience = TimeSpan.FromSeconds(25);
        if (!await (frozen ? FrozenAsync(process, patience, ct) : process.WaitForEndAsync(patience, ct)))
            return null;
        _doomed = _doomed && frozen;
        return await MournAsync(process, ct);
    }

    /// <summary>Kills a member from outside and notes what it held.</summary>
    public async Task<Death?> KillAsync(string member, CancellationToken ct)
    {
        var process = Fleet.Fleet.Member(member).Process;
        Fleet.Fleet.Kill(member);
        if (process is null)
            return null;
        await process.WaitForEndAsync(TimeSpan.FromSeconds(5), ct);       // what it had on its way to PostgreSQL is committed or not
        return await MournAsync(process, ct);
    }

    /// <summary>Hits what a dead process has published and not followed up: what comes after the outcome begins with a line that says so.</summary>
    public async Task StrikeInterruptedAsync(ProcessIdentity process, int mark, CancellationToken ct)
    {
        // All that the dead one has printed is read by the time it has a successor.
        await Fleet.Fleet.Member(FaultFleet.Victim).WaitProcessAsync(ct, after: process);
        var told = Fleet.Lines.Since(mark, FaultFleet.Victim).Where(line => line.Contains(", now ", StringComparison.Ordinal)).ToList();
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        var published = await connection.QueryAsync<Guid>(new CommandDefinition($"""
            select l.subject_id from publishing_logs l join trace t on t.publication_id = l.subject_id and t.step = 'arm' and t.epoch = l.epoch
             where l.subject_id = any(@ids) and l.status = 'published' and l.resolved_by = 'response' and t.owner = ({WorkerOfProcess})
            """, new { ids = Ids(), process.Pid }, cancellationToken: ct));
        Strike(published.Where(id => !told.Exists(line => line.Contains(id.ToString(), StringComparison.Ordinal))));
    }

    /// <summary>Hits what a process holds now.</summary>
    public async Task StrikeHeldByAsync(ProcessIdentity process, CancellationToken ct) => Strike((await HeldByAsync(process, ct)).Select(h => h.Id));

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

    /// <summary>What of the batch a process holds, or held when it died: its own last step is a claim or an arm, and nobody has gone on from there but those who took it over.</summary>
    public async Task<IReadOnlyList<HeldRow>> HeldByAsync(ProcessIdentity process, CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<HeldRow>(new CommandDefinition($"""
            with own as (
                select distinct on (t.publication_id) t.publication_id, t.at, t.step, t.epoch from trace t
                 where t.publication_id = any(@ids) and t.step in ('claimed', 'armed', 'arm') and t.owner = ({WorkerOfProcess})
                 order by t.publication_id, t.at desc)
            select o.publication_id as id, case o.step when 'claimed' then 'claimed' else 'armed' end as state, o.epoch
              from own o
              left join lateral (select n.step, n.detail from trace n where n.publication_id = o.publication_id and n.at > o.at order by n.at limit 1) next on true
             where next.step is null or next.step = 'due' or (next.step = 'unknown' and next.detail = 'worker_died')
            """, new { ids = Ids(), process.Pid }, cancellationToken: ct))).AsList();
    }

    /// <summary>Notes what a process that is dead or frozen held.</summary>
    private async Task<Death> MournAsync(ProcessIdentity process, CancellationToken ct)
    {
        var death = new Death(DateTimeOffset.UtcNow, await HeldByAsync(process, ct));
        Deaths.Add(death);
        Strike(death.Held.Select(h => h.Id));
        return death;
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

    /// <summary>Waits until a member has got its share of the lane; false: nobody has told of it within fifteen seconds.</summary>
    public async Task<bool> HasPartitionsAsync(string member, int mark, CancellationToken ct)
    {
        try
        {
            await Fleet.Lines.UntilSinceAsync(mark, member, text => text.Contains("snsops.publishing: ", StringComparison.Ordinal) && text.Contains(" partitions assigned", StringComparison.Ordinal) && !text.Contains(": 0 ", StringComparison.Ordinal),
                TimeSpan.FromSeconds(15), ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
