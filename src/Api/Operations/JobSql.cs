using Dapper;
using Npgsql;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Operations;

/// <summary>What staff do with schedules. The keepers in the workers read it: a paused one does not fire, a run without an owner is taken within seconds.</summary>
internal sealed class JobSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<JobView>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<JobView>(new CommandDefinition("""
            select s.job, s.process, s.fires, s.missed, s.seen_at > clock_timestamp() - interval '5 minutes' as kept, s.paused_at, u.name as paused_by_name,
                   r.state::text as last_state, r.cause as last_cause, r.scheduled_for as last_scheduled_for, r.started_at as last_started_at, r.finished_at as last_finished_at, r.error as last_error,
                   (select d.finished_at from job_runs d where d.job = s.job and d.state = 'done' order by d.scheduled_for desc limit 1) as last_success_at,
                   (select count(*)::int from job_items i where i.job = s.job and i.scheduled_for = r.scheduled_for and i.state = 'failed') as failed_items
              from job_schedules s
              left join users u on u.id = s.paused_by
              left join lateral (select * from job_runs r where r.job = s.job order by r.scheduled_for desc limit 1) r on true
             order by s.process, s.job
            """, cancellationToken: ct))).AsList();
    }

    /// <summary>A run that the next keeper takes; none when there is no such schedule, or it is running.</summary>
    public Task<(bool Known, AskedRun? Run)> AskAsync(string job, CancellationToken ct) => database.ChangeAsync(async connection =>
    {
        var known = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select true from job_schedules where job = @job for update", new { job }, cancellationToken: ct));
        var run = await connection.QuerySingleOrDefaultAsync<AskedRun>(new CommandDefinition("""
            insert into job_runs (job, scheduled_for, cause, owner, epoch)
            select s.job, date_trunc('milliseconds', snsops.now()), 'manual', '00000000-0000-0000-0000-000000000000', 0
              from job_schedules s
             where s.job = @job and not exists (select from job_runs r where r.job = s.job and r.state = 'running')
            on conflict do nothing
            returning job, scheduled_for
            """, new { job }, cancellationToken: ct));
        return (known, run);
    }, ct);

    /// <summary>False when there is no such schedule. Doing it again changes nothing.</summary>
    public Task<bool> PauseAsync(string job, bool paused, Guid userId, CancellationToken ct) => database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
        with turned as (
            update job_schedules set paused_at = case when @paused then snsops.now() end, paused_by = case when @paused then @userId end
             where job = @job and (paused_at is not null) <> @paused)
        select exists (select from job_schedules where job = @job)
        """, new { job, paused, userId }, cancellationToken: ct)), ct);

    public async Task<IReadOnlyList<JobItemView>> FailedItemsAsync(string? job, Guid? clientId, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<JobItemView>(new CommandDefinition("""
            select id, job, scheduled_for, client_id, subject_id, tries, error, finished_at
              from job_items
             where state = 'failed' and (@job::text is null or job = @job) and (@clientId::uuid is null or client_id = @clientId)
               and (@AfterAt::timestamptz is null or (scheduled_for, id) < (@AfterAt, @AfterId))
             order by scheduled_for desc, id desc limit @Fetch
            """, page.Parameters(new { job, clientId }), cancellationToken: ct))).AsList();
    }

    /// <summary>Puts a failed item back; its lane's sweep finds it. Null: unknown, false: it has not failed.</summary>
    public Task<bool?> RetryItemAsync(Guid id, CancellationToken ct) => database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool?>(new CommandDefinition("""
        with again as (
            update job_items set state = 'ready', tries = 0, finished_at = null, next_attempt_at = snsops.now(), ready_since = '-infinity' where id = @id and state = 'failed'
            returning id)
        select exists (select from again) from job_items where id = @id limit 1
        """, new { id }, cancellationToken: ct)), ct);
}
