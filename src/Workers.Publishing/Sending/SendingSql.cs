using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.Sending;

/// <summary>The life of a row between due and armed.</summary>
internal sealed class SendingSql<T>(NpgsqlDataSource database, [FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource rounds, WorkerIdentity identity, LaneOptions lanes, SendingJob<T> job)
    where T : class, IOutgoing
{
    private readonly EffectSubject _subject = job.Subject;
    private readonly double _graceSeconds = job.Options.GraceMinutes * 60;

    /// <summary>Claims nudged rows; with null what is overdue, whatever the broker says.</summary>
    public async Task<IReadOnlyList<T>> ClaimAsync(IReadOnlyList<Guid>? ids, int limit, CancellationToken ct)
    {
        var which = ids is not null ? "and s.id = any(@ids)" : job.IsNudged ? "and s.due_since < (select snsops.now()) - make_interval(secs => @OverdueSeconds)" : "";
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<T>(new CommandDefinition($"""
            with picked as materialized (
                select s.id from {_subject.Table} s
                 where s.state in ('due', 'retrying') and s.next_attempt_at <= (select snsops.now())
                   and s.created_at > (select snsops.now()) - make_interval(secs => @_graceSeconds) {which} {job.AlsoToClaim}
                 order by s.next_attempt_at, s.id limit @limit for update of s skip locked),
            claimed as (
                update {_subject.Table} s set state = 'claimed', owner = @owner, epoch = s.epoch + 1, updated_at = clock_timestamp()
                  from picked k where s.id = k.id
                returning s.*)
            select {job.Claimed} order by s.next_attempt_at, s.id
            """, new { ids = ids?.ToArray(), limit, owner = identity.Id, _graceSeconds, lanes.OverdueSeconds }, cancellationToken: ct))).AsList();
    }

    /// <summary>Gives a claimed row back, to be claimed again at once by anybody.</summary>
    public Task<int> ReleaseAsync(T row, CancellationToken ct) => ExecuteAsync($"""
        update {_subject.Table} set state = 'due', owner = null, due_since = (select snsops.now())
         where id = @Id and state = 'claimed' and epoch = @Epoch and owner = @owner
        """, new { row.Id, row.Epoch, owner = identity.Id }, ct);

    /// <summary>Gives back a row over which a hold is in force. It burns no try; it is looked at again in a while, and when the hold is lifted.</summary>
    public Task<int> HoldBackAsync(T row, CancellationToken ct) => ExecuteAsync($"""
        update {_subject.Table} s
           set state = 'retrying', owner = null, error_code = 'held', updated_at = clock_timestamp(),
               error = coalesce((select {Holds.Reason} {_subject.Held} order by h.since limit 1), '보류가 방금 풀렸습니다.'),
               next_attempt_at = (select snsops.now()) + make_interval(secs => @HeldSeconds), due_since = (select snsops.now()) + make_interval(secs => @HeldSeconds)
         where s.id = @Id and s.state = 'claimed' and s.epoch = @Epoch and s.owner = @owner
        """, new { row.Id, row.Epoch, job.Options.HeldSeconds, owner = identity.Id }, ct);

    /// <summary>Frees claimed rows of dead owners, and of this process where it does not work on them.</summary>
    public Task<int> FreeClaimedAsync(Guid[] working, CancellationToken ct) => ExecuteAsync(rounds, $"""
        update {_subject.Table} s set state = 'due', owner = null, due_since = '-infinity', updated_at = clock_timestamp()
         where s.state = 'claimed'
           and case when s.owner = @owner then not s.id = any(@working)
                    else not exists (select from workers w where w.id = s.owner and w.lease_until > clock_timestamp()) end
        """, new { owner = identity.Id, working }, ct);

    /// <summary>Attempts whose sender died while armed: nobody knows what the platform did, so they are looked up.</summary>
    public Task<int> DoubtOrphanedAsync(Guid[] working, CancellationToken ct) => ExecuteAsync(rounds, $"""
        with doubted as (
            update attempts a set state = 'unknown', doubted_at = (select snsops.now()), unknown_code = 'worker_died', unknown_reason = @Died, next_lookup_at = (select snsops.now())
             where a.state = 'armed' and a.subject_kind = '{_subject.Kind}' and a.step = '{_subject.Step}'
               and case when a.owner = @owner then not a.subject_id = any(@working)
                        else not exists (select from workers w where w.id = a.owner and w.lease_until > clock_timestamp()) end
            returning a.subject_id)
        update {_subject.Table} s set state = 'unknown', owner = null, error_code = 'worker_died', error = @Died, updated_at = clock_timestamp()
          from doubted d where s.id = d.subject_id and s.state = 'armed'
        """, new { owner = identity.Id, working, job.Words.Died }, ct);

    /// <summary>What waited longer than its grace is not sent any more: that late it may be out of place, so people decide.</summary>
    public async Task<int> MarkMissedAsync(CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($"""
            with moved as (
                update {_subject.Table} s set state = 'failed', error_code = 'missed', updated_at = clock_timestamp(),
                       error = @Missed || coalesce(' (' || s.error || ')', '') || ' ' || @Instead
                 where s.state in ('due', 'retrying') and s.created_at <= (select snsops.now()) - make_interval(secs => @_graceSeconds)
                returning {_subject.News.Told}),
            {_subject.News.Sql}
            select count(*)::int from moved
            """, new { _graceSeconds, job.Words.Missed, job.Words.Instead }, cancellationToken: ct));
    }

    /// <summary>Why a claimed row is out of place by now; null when it is not any more.</summary>
    public async Task<string?> FindOutOfPlaceAsync(T row, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition($"select {_subject.OutOfPlace} from {_subject.Table} s where s.id = @Id", new { row.Id }, cancellationToken: ct));
    }

    /// <summary>Ends a claimed row that cannot be sent at all. It is logged like an attempt.</summary>
    public Task<int> FailUnsentAsync(T row, string code, string reason, CancellationToken ct) => ExecuteAsync($"""
        with moved as (
            update {_subject.Table} s set state = 'failed', owner = null, error_code = @code, error = @reason, updated_at = clock_timestamp()
             where s.id = @Id and s.state = 'claimed' and s.epoch = @Epoch and s.owner = @owner
            returning {_subject.News.Told}),
        logged as (
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                         status, resolved_by, request_digest, error_code, error, armed_at)
            select @logId, (select snsops.now()), client_id, @AccountId, '{_subject.Kind}', id, '{_subject.Step}', @Epoch, @RetryCount + 1, @RetryCount,
                   'rejected', 'gate', @RequestDigest, @code, @reason, (select snsops.now()) from moved),
        {_subject.News.Sql}
        select id from moved
        """, new { row.Id, row.AccountId, row.Epoch, row.RetryCount, row.RequestDigest, owner = identity.Id, logId = Guid.CreateVersion7(), code, reason }, ct);

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct) => ExecuteAsync(database, sql, parameters, ct);

    private static async Task<int> ExecuteAsync(NpgsqlDataSource pool, string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await pool.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
