using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Scheduling;

/// <summary>The life of a firing: it becomes real by its row, is taken over when its owner died, and is closed by who holds its epoch.</summary>
public sealed class JobRunSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>The database's time and the newest known firing of a job.</summary>
    public async Task<(DateTimeOffset Now, DateTimeOffset? LastRun)> PositionAsync(string job, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleAsync<Position>(new CommandDefinition("""
            select snsops.now() as now, (select max(scheduled_for) from job_runs where job = @job) as last_run
            """, new { job }, cancellationToken: ct));
        return (row.Now, row.LastRun);
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

    /// <summary>Closes a run; false when it was taken over meanwhile.</summary>
    public async Task<bool> FinishAsync(JobRun run, string? error, string detail, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update job_runs
               set state = case when @error::text is null then 'done' else 'failed' end::job_run_state,
                   finished_at = clock_timestamp(), error = @error, detail = @detail::jsonb
             where job = @Job and scheduled_for = @ScheduledFor and epoch = @Epoch and owner = @owner and state = 'running'
            """, new { run.Job, run.ScheduledFor, run.Epoch, owner = identity.Id, error, detail }, cancellationToken: ct)) == 1;
    }

    /// <summary>A run's name in the set of what this process works on.</summary>
    internal static string Name(JobRun run) => $"{run.Job}@{run.ScheduledFor.ToUnixTimeMilliseconds()}";

    private sealed record Position(DateTimeOffset Now, DateTimeOffset? LastRun);
}
