using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>The life of a first comment between its post's publication and its own arming.</summary>
internal sealed class SendFirstCommentsSql(NpgsqlDataSource database, WorkerIdentity identity, FirstCommentOptions options)
{
    /// <summary>Claims those whose post is out and has an id to hang on.</summary>
    public async Task<IReadOnlyList<OutgoingReply>> ClaimAsync(int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var claimed = await connection.QueryAsync<OutgoingReply>(new CommandDefinition("""
            with picked as materialized (
                select f.id, p.platform_post_id
                  from first_comments f join publications p on p.id = f.id and p.state = 'published' and p.platform_post_id is not null
                 where f.state in ('due', 'retrying') and f.next_attempt_at <= (select snsops.now())
                   and f.created_at > (select snsops.now()) - make_interval(secs => @graceSeconds)
                 order by f.next_attempt_at, f.id limit @limit for update of f skip locked),
            claimed as (
                update first_comments f set state = 'claimed', owner = @owner, epoch = f.epoch + 1, updated_at = clock_timestamp()
                  from picked k where f.id = k.id
                returning f.*, k.platform_post_id)
            select id, epoch, account_id, platform::text as platform, platform_post_id as thread, text, retry_count, created_at from claimed
            """, new { limit, owner = identity.Id, graceSeconds = options.GraceMinutes * 60 }, cancellationToken: ct));
        return [.. claimed.Select(c => c with { OnPost = true })];
    }

    /// <summary>Gives a claimed one back, to be claimed again at once by anybody.</summary>
    public Task<int> ReleaseAsync(OutgoingReply comment, CancellationToken ct) => ExecuteAsync("""
        update first_comments set state = 'due', owner = null, due_since = clock_timestamp()
         where id = @Id and state = 'claimed' and epoch = @Epoch and owner = @owner
        """, new { comment.Id, comment.Epoch, owner = identity.Id }, ct);

    /// <summary>Gives back one over which a hold is in force. It burns no try and is looked at again in a while.</summary>
    public Task<int> HoldBackAsync(OutgoingReply comment, CancellationToken ct) => ExecuteAsync($"""
        update first_comments f
           set state = 'retrying', owner = null, error_code = 'held', updated_at = clock_timestamp(),
               error = coalesce((select {Holds.Reason} {Holds.OfReply("f")} order by h.since limit 1), '보류가 방금 풀렸습니다.'),
               next_attempt_at = (select snsops.now()) + make_interval(secs => @HeldSeconds), due_since = clock_timestamp() + make_interval(secs => @HeldSeconds)
         where f.id = @Id and f.state = 'claimed' and f.epoch = @Epoch and f.owner = @owner
        """, new { comment.Id, comment.Epoch, options.HeldSeconds, owner = identity.Id }, ct);

    /// <summary>Frees claimed rows of dead owners, and of this process where it does not work on them.</summary>
    public Task<int> FreeClaimedAsync(Guid[] working, CancellationToken ct) => ExecuteAsync("""
        update first_comments f set state = 'due', owner = null, due_since = '-infinity', updated_at = clock_timestamp()
         where f.state = 'claimed'
           and case when f.owner = @owner then not f.id = any(@working)
                    else not exists (select from workers w where w.id = f.owner and w.lease_until > clock_timestamp()) end
        """, new { owner = identity.Id, working }, ct);

    /// <summary>Attempts whose sender died while armed: nobody knows what the platform did, so they are looked up.</summary>
    public Task<int> DoubtOrphanedAsync(Guid[] working, CancellationToken ct) => ExecuteAsync("""
        with doubted as (
            update attempts a set state = 'unknown', unknown_reason = '첫 댓글을 달던 중 프로세스가 멈췄습니다', next_lookup_at = (select snsops.now())
             where a.state = 'armed' and a.subject_kind = 'publication' and a.step = 'first_comment'
               and case when a.owner = @owner then not a.subject_id = any(@working)
                        else not exists (select from workers w where w.id = a.owner and w.lease_until > clock_timestamp()) end
            returning a.subject_id)
        update first_comments f set state = 'unknown', owner = null, error_code = 'worker_died',
               error = '첫 댓글을 달던 중 프로세스가 멈춰 결과를 확인하고 있습니다.', updated_at = clock_timestamp()
          from doubted d where f.id = d.subject_id and f.state = 'armed'
        """, new { owner = identity.Id, working }, ct);

    /// <summary>What waited longer than its grace is not sent any more; people are told.</summary>
    public Task<int> MarkMissedAsync(CancellationToken ct) => ExecuteAsync($"""
        with moved as (
            update first_comments f set state = 'failed', error_code = 'missed', updated_at = clock_timestamp(),
                   error = '제때 첫 댓글을 달지 못했습니다.' || coalesce(' (' || f.error || ')', '') || ' 필요하면 플랫폼에서 직접 달아 주세요.'
             where f.state in ('due', 'retrying') and f.created_at <= (select snsops.now()) - make_interval(secs => @graceSeconds)
            returning f.id, f.client_id, f.state, f.error, f.asked_at),
        {FirstCommentNews.Sql}
        select id from moved
        """, new { graceSeconds = options.GraceMinutes * 60 }, ct);

    /// <summary>Ends a claimed one that cannot be sent at all. It is logged like an attempt.</summary>
    public Task<int> FailUnsentAsync(OutgoingReply comment, string code, string reason, CancellationToken ct) => ExecuteAsync($"""
        with moved as (
            update first_comments f set state = 'failed', owner = null, error_code = @code, error = @reason, updated_at = clock_timestamp()
             where f.id = @Id and f.state = 'claimed' and f.epoch = @Epoch and f.owner = @owner
            returning f.id, f.client_id, f.state, f.error, f.asked_at, f.account_id, f.epoch, f.retry_count),
        logged as (
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                         status, resolved_by, request_digest, error_code, error, armed_at)
            select @logId, (select snsops.now()), client_id, account_id, 'publication', id, 'first_comment', epoch, retry_count + 1, retry_count,
                   'rejected', 'gate', @RequestDigest, @code, @reason, (select snsops.now()) from moved),
        {FirstCommentNews.Sql}
        select id from moved
        """, new { comment.Id, comment.Epoch, comment.RequestDigest, owner = identity.Id, logId = Guid.CreateVersion7(), code, reason }, ct);

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
