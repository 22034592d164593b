using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.JobItems;

/// <summary>The life of a job item: ready, claimed, done or failed.</summary>
public sealed class JobItemSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>So many processes may die over one item; a handler that ends without success is the lane's to count.</summary>
    public const int MostDeaths = 8;

    private const string Claim = """
        update job_items i set state = 'claimed', owner = @owner, epoch = i.epoch + 1, tries = i.tries + 1
          from picked p where i.id = p.id and i.scheduled_for = p.scheduled_for
        returning i.id, i.job, i.scheduled_for, i.client_id, i.subject_id, i.epoch, i.tries, i.input::text as input
        """;

    /// <summary>Claims nudged items that are still ready.</summary>
    public Task<IReadOnlyList<JobItem>> ClaimAsync(IReadOnlyList<Guid> ids, string[] jobs, int limit, CancellationToken ct) => QueryAsync($"""
        with picked as materialized (
            select id, scheduled_for from job_items
             where id = any(@ids) and job = any(@jobs) and state = 'ready' and next_attempt_at <= (select snsops.now())
             order by next_attempt_at limit @limit for update skip locked)
        {Claim}
        """, new { ids = ids.ToArray(), jobs, limit, owner = identity.Id }, ct);

    /// <summary>Claims items whose nudge never came.</summary>
    public Task<IReadOnlyList<JobItem>> ClaimOverdueAsync(string[] jobs, double overdueSeconds, int limit, CancellationToken ct) => QueryAsync($"""
        with picked as materialized (
            select id, scheduled_for from job_items
             where job = any(@jobs) and state = 'ready' and next_attempt_at <= (select snsops.now())
               and ready_since < clock_timestamp() - make_interval(secs => @overdueSeconds)
             order by next_attempt_at limit @limit for update skip locked)
        {Claim}
        """, new { jobs, overdueSeconds, limit, owner = identity.Id }, ct);

    /// <summary>Frees items whose owner is dead, or that this process holds but does not work on.</summary>
    public async Task<int> ReclaimAsync(string[] jobs, Guid[] mine, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update job_items i
               set (state, error, finished_at) = (
                       select case when killer then 'failed' else 'ready' end::job_item_state, case when killer then 'The process that worked on it died, again and again' else i.error end, case when killer then clock_timestamp() end
                         from (values (i.tries >= @MostDeaths and i.owner <> @owner)) as x (killer)),
                   owner = null, ready_since = '-infinity'
             where i.state = 'claimed' and i.job = any(@jobs)
               and case when i.owner = @owner then not i.id = any(@mine)
                        else not exists (select from workers w where w.id = i.owner and w.lease_until > clock_timestamp()) end
            """, new { jobs, mine, owner = identity.Id, MostDeaths }, cancellationToken: ct));
    }

    /// <summary>Writes an item's outcome; false when it was taken over meanwhile. One that was told more while it ran is not done: it is ready once more.</summary>
    public async Task<bool> CloseAsync(JobItem item, string state, string detail, string? error, TimeSpan? wait, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update job_items i
               set (state, finished_at, ready_since, next_attempt_at) = (
                       select s.state::job_item_state, case when s.state <> 'ready' then clock_timestamp() end,
                              case when s.state = 'ready' then clock_timestamp() + coalesce(@wait, interval '0') else i.ready_since end,
                              case when s.state = 'ready' then (select snsops.now()) + coalesce(@wait, interval '0') else i.next_attempt_at end
                         from (values (case when @state = 'done' and i.input <> @Input::jsonb then 'ready' else @state end)) as s (state)),
                   owner = null, detail = @detail::jsonb, error = @error
             where id = @Id and scheduled_for = @ScheduledFor and state = 'claimed' and owner = @owner and epoch = @Epoch
            """,
            new { item.Id, item.ScheduledFor, item.Epoch, item.Input, owner = identity.Id, state, detail, error = Letters.Storable(error), wait }, cancellationToken: ct)) == 1;
    }

    /// <summary>Gives an item back that could not be begun: it counts as not tried. False when it was taken over meanwhile.</summary>
    public async Task<bool> WaitAsync(JobItem item, string reason, TimeSpan wait, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update job_items
               set state = 'ready', owner = null, tries = tries - 1, error = @reason, ready_since = clock_timestamp() + @wait, next_attempt_at = (select snsops.now()) + @wait
             where id = @Id and scheduled_for = @ScheduledFor and state = 'claimed' and owner = @owner and epoch = @Epoch
            """, new { item.Id, item.ScheduledFor, item.Epoch, owner = identity.Id, reason = Letters.Storable(reason), wait }, cancellationToken: ct)) == 1;
    }

    private async Task<IReadOnlyList<JobItem>> QueryAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<JobItem>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
    }
}
