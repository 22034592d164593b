using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Scheduling;

/// <summary>The life of a firing: it becomes real by its row, is taken over when its owner died, and is closed by who holds its epoch.</summary>
public sealed class JobRunSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>Says which schedules this process keeps, so that staff see them and can pause them.</summary>
    public async Task NoteAsync(IReadOnlyCollection<JobDefinition> jobs, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into job_schedules (job, process, fires, missed)
            select job, @Process, fires, missed from unnest(@names, @fires, @missed) as j (job, fires, missed)
            on conflict (job) do update set process = excluded.process, fires = excluded.fires, missed = excluded.missed, seen_at = clock_timestamp()
            """,
            new
            {
                identity.Process, names = jobs.Select(j => j.Name).ToArray(), fires = jobs.Select(j => j.Grid.Describe()).ToArray(),
                missed = jobs.Select(j => j.Missed == MissedFirings.Coalesce ? "coalesce" : "each_within_a_day").ToArray(),
            }, cancellationToken: ct));
    }

    /// <summary>The database's time and the newest known firing of a job, and whether somebody has paused it. Runs that people asked for are no firings.</summary>
    public async Task<(DateTimeOffset Now, DateTimeOffset? LastRun, bool Paused)> PositionAsync(string job, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleAsync<Position>(new CommandDefinition("""
            select snsops.now() as now, (select max(scheduled_for) from job_runs where job = @job and cause <> 'manual') as last_run,
                   exists (select from job_schedules where job = @job and paused_at is not null) as paused
            """, new { job }, cancellationToken: ct));
        return (row.Now, row.LastRun, row.Paused);
    }

    /// <summary>Of <paramref name="instants"/>, those without a row.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> MissingAsync(string job, IReadOnlyList<DateTimeOffset> instants, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<DateTimeOffset>(new CommandDefinition("""
            select wanted from unnest(@instants) as wanted
             where not exists (select from job_runs where job = @job and scheduled_for = wanted)
             order by wanted
            """, new { job, instants = instants.Select(i => i.UtcDateTime).ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>Makes a firing real. Empty: another process did, or its time has not come.</summary>
    public async Task<IReadOnlyList<JobRun>> TryBeginAsync(string job, DateTimeOffset scheduledFor, string cause, DateTimeOffset? missedSince, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<JobRun>(new CommandDefinition("""
            insert into job_runs (job, scheduled_for, cause, owner, late, missed_since)
            select @job, @scheduledFor, @cause, @owner, @cause = 'catch_up', @missedSince
             where @scheduledFor <= (select snsops.now())
            on conflict do nothing
            returning job, scheduled_for, epoch, late, missed_since
            """, new { job, scheduledFor, cause, owner = identity.Id, missedSince }, cancellationToken: ct))).AsList();
    }

    /// <summary>Takes runs whose owner is dead, or that this process holds but no longer works on.</summary>
    public async Task<IReadOnlyList<JobRun>> TakeOverAsync(IReadOnlyCollection<string> jobs, IReadOnlyCollection<string> mine, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<JobRun>(new CommandDefinition("""
            update job_runs r set owner = @owner, epoch = r.epoch + 1
             where r.state = 'running' and r.job = any(@jobs)
               and case when r.owner = @owner then not (r.job || '@' || floor(extract(epoch from r.scheduled_for) * 1000)::bigint) = any(@mine)
                        else not exists (select from workers w where w.id = r.owner and w.lease_until > clock_timestamp()) end
            returning r.job, r.scheduled_for, r.epoch, r.late, r.missed_since
            """, new { owner = identity.Id, jobs = jobs.ToArray(), mine = mine.ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>Takes runs that people asked for and nobody owns yet.</summary>
    public async Task<IReadOnlyList<JobRun>> TakeAskedAsync(IReadOnlyCollection<string> jobs, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<JobRun>(new CommandDefinition("""
            update job_runs set owner = @owner, epoch = epoch + 1
             where state = 'running' and owner = '00000000-0000-0000-0000-000000000000' and job = any(@jobs)
            returning job, scheduled_for, epoch, late, missed_since
            """, new { owner = identity.Id, jobs = jobs.ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>Closes a run; false when it was taken over meanwhile.</summary>
    public async Task<bool> FinishAsync(JobRun run, string? error, string detail, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update job_runs
               set state = case when @error::text is null then 'done' else 'failed' end::job_run_state,
                   finished_at = clock_timestamp(), error = @error, detail = @detail::jsonb
             where job = @Job and scheduled_for = @ScheduledFor and epoch = @Epoch and owner = @owner and state = 'running'
            """, new { run.Job, run.ScheduledFor, run.Epoch, owner = identity.Id, error = Letters.Storable(error), detail }, cancellationToken: ct)) == 1;
    }

    /// <summary>A run's name in the set of what this process works on.</summary>
    internal static string Name(JobRun run) => $"{run.Job}@{run.ScheduledFor.ToUnixTimeMilliseconds()}";

    private sealed record Position(DateTimeOffset Now, DateTimeOffset? LastRun, bool Paused);
}
