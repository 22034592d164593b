using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.SendReplies;

/// <summary>The life of a reply between due and armed.</summary>
internal sealed class SendRepliesSql(NpgsqlDataSource database, WorkerIdentity identity, ReplyOptions options)
{
    private const string Returned = "r.id, r.client_id, r.comment_id, r.platform, r.state, r.error, r.asked_at, r.created_by";

    /// <summary>What is due, not yet too late, and not another's.</summary>
    private const string Waiting = """
        state in ('due', 'retrying') and next_attempt_at <= (select snsops.now()) and created_at > (select snsops.now()) - make_interval(secs => @graceSeconds)
        """;

    private const string Claim = $"""
        , claimed as (
            update comment_replies r set state = 'claimed', owner = @owner, epoch = r.epoch + 1, updated_at = clock_timestamp()
              from picked k where r.id = k.id
            returning r.*)
        select r.id, r.epoch, r.account_id, r.platform::text as platform, {OutgoingReply.ThreadOfComment} as thread, r.text, r.retry_count, r.created_at
          from claimed r join comments_inbox c on c.id = r.comment_id
         order by r.next_attempt_at, r.id
        """;

    /// <summary>Claims nudged replies.</summary>
    public Task<IReadOnlyList<OutgoingReply>> ClaimAsync(IReadOnlyList<Guid> ids, int limit, CancellationToken ct) => QueryAsync($"""
        with picked as materialized (
            select id from comment_replies where id = any(@ids) and {Waiting} order by next_attempt_at, id limit @limit for update skip locked)
        {Claim}
        """, new { ids = ids.ToArray(), limit, owner = identity.Id, graceSeconds = options.GraceMinutes * 60 }, ct);

    /// <summary>Claims replies whose nudge never came, whatever the broker says.</summary>
    public Task<IReadOnlyList<OutgoingReply>> ClaimOverdueAsync(double overdueSeconds, int limit, CancellationToken ct) => QueryAsync($"""
        with picked as materialized (
            select id from comment_replies where {Waiting} and due_since < clock_timestamp() - make_interval(secs => @overdueSeconds)
             order by next_attempt_at, id limit @limit for update skip locked)
        {Claim}
        """, new { overdueSeconds, limit, owner = identity.Id, graceSeconds = options.GraceMinutes * 60 }, ct);

    /// <summary>Gives a claimed reply back, to be claimed again at once by anybody.</summary>
    public Task<int> ReleaseAsync(OutgoingReply reply, CancellationToken ct) => ExecuteAsync("""
        update comment_replies set state = 'due', owner = null, due_since = clock_timestamp()
         where id = @Id and state = 'claimed' and epoch = @Epoch and owner = @owner
        """, new { reply.Id, reply.Epoch, owner = identity.Id }, ct);

    /// <summary>Gives back a reply over which a hold is in force. It burns no try; it is looked at again in a while, and when the hold is lifted.</summary>
    public Task<int> HoldBackAsync(OutgoingReply reply, CancellationToken ct) => ExecuteAsync($"""
        update comment_replies r
           set state = 'retrying', owner = null, error_code = 'held', updated_at = clock_timestamp(),
               error = coalesce((select {Holds.Reason} {Holds.OfReply("r")} order by h.since limit 1), '보류가 방금 풀렸습니다.'),
               next_attempt_at = (select snsops.now()) + make_interval(secs => @HeldSeconds), due_since = clock_timestamp() + make_interval(secs => @HeldSeconds)
         where r.id = @Id and r.state = 'claimed' and r.epoch = @Epoch and r.owner = @owner
        """, new { reply.Id, reply.Epoch, options.HeldSeconds, owner = identity.Id }, ct);

    /// <summary>Frees claimed rows of dead owners, and of this process where it does not work on them.</summary>
    public Task<int> FreeClaimedAsync(Guid[] working, CancellationToken ct) => ExecuteAsync("""
        update comment_replies r set state = 'due', owner = null, due_since = '-infinity', updated_at = clock_timestamp()
         where r.state = 'claimed'
           and case when r.owner = @owner then not r.id = any(@working)
                    else not exists (select from workers w where w.id = r.owner and w.lease_until > clock_timestamp()) end
        """, new { owner = identity.Id, working }, ct);

    /// <summary>Attempts whose sender died while armed: nobody knows what the platform did, so they are looked up.</summary>
    public Task<int> DoubtOrphanedAsync(Guid[] working, CancellationToken ct) => ExecuteAsync("""
        with doubted as (
            update attempts a set state = 'unknown', unknown_reason = '답글을 보내던 중 프로세스가 멈췄습니다', next_lookup_at = (select snsops.now())
             where a.state = 'armed' and a.subject_kind = 'reply'
               and case when a.owner = @owner then not a.subject_id = any(@working)
                        else not exists (select from workers w where w.id = a.owner and w.lease_until > clock_timestamp()) end
            returning a.subject_id)
        update comment_replies r set state = 'unknown', owner = null, error_code = 'worker_died',
               error = '답글을 보내던 중 프로세스가 멈춰 결과를 확인하고 있습니다.', updated_at = clock_timestamp()
          from doubted d where r.id = d.subject_id and r.state = 'armed'
        """, new { owner = identity.Id, working }, ct);

    /// <summary>What waited longer than its grace is not sent any more: an answer that late may be out of place, so people decide.</summary>
    public Task<int> MarkMissedAsync(CancellationToken ct) => ExecuteAsync($"""
        with moved as (
            update comment_replies r set state = 'failed', error_code = 'missed', updated_at = clock_timestamp(),
                   error = '제때 보내지 못해 답글을 올리지 않았습니다.' || coalesce(' (' || r.error || ')', '') || ' 아직 필요하면 다시 써 주세요.'
             where r.state in ('due', 'retrying') and r.created_at <= (select snsops.now()) - make_interval(secs => @graceSeconds)
            returning {Returned}),
        {ReplyNews.Sql}
        select id from moved
        """, new { graceSeconds = options.GraceMinutes * 60 }, ct);

    /// <summary>Ends a claimed reply that cannot be sent at all. It is logged like an attempt.</summary>
    public Task<int> FailUnsentAsync(OutgoingReply reply, string code, string reason, CancellationToken ct) => ExecuteAsync($"""
        with moved as (
            update comment_replies r set state = 'failed', owner = null, error_code = @code, error = @reason, updated_at = clock_timestamp()
             where r.id = @Id and r.state = 'claimed' and r.epoch = @Epoch and r.owner = @owner
            returning {Returned}, r.account_id, r.epoch, r.retry_count),
        logged as (
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                         status, resolved_by, request_digest, error_code, error, armed_at)
            select @logId, (select snsops.now()), client_id, account_id, 'reply', id, 'prepare', epoch, retry_count + 1, retry_count,
                   'rejected', 'gate', @RequestDigest, @code, @reason, (select snsops.now()) from moved),
        {ReplyNews.Sql}
        select id from moved
        """, new { reply.Id, reply.Epoch, reply.RequestDigest, owner = identity.Id, logId = Guid.CreateVersion7(), code, reason }, ct);

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    private async Task<IReadOnlyList<OutgoingReply>> QueryAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<OutgoingReply>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
    }
}
