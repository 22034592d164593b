using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Opens again the send of a claimed publication that was taken for one that came to nothing.</summary>
internal sealed class EarlierSendSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    private const string CancelledLate = "취소하기 전에 이미 보낸 게시물입니다. 공개되어 있거나 곧 공개되니, 필요하면 플랫폼에서 직접 지워 주세요.";
    private const string MovedLate = "예약을 옮기기 전에 이미 보낸 게시물입니다. 공개되어 있거나 곧 공개되고 다시 보내지 않으니, 필요하면 플랫폼에서 직접 지워 주세요.";

    private static readonly string[] Unsent = [.. Outcome.Unsent];

    /// <summary>
    /// The first attempt that was sent with its handle is unknown from now on, and all that holds for unknown ones holds for it. Where none is on record it is one since the handle was made.
    /// What was called off or moved from under this claim was so too late: people are asked to look, and no first comment of ours follows. What is due with its handle may have been given back by another claim: the next one finds the same.
    /// </summary>
    /// <param name="post">As it was claimed, with the handle it was found by.</param>
    /// <param name="doubt">Null: there is none, its outcome follows at once.</param>
    /// <param name="ct">Stops the statement.</param>
    /// <returns>The attempt; null: somebody else has claimed it, or set it anew.</returns>
    public async Task<Guid?> ReopenAsync(OutgoingPost post, Outcome.Unknown? doubt, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition($"""
            with sent as materialized (
                select l.attempt_id, l.number, l.request_digest, l.armed_at from publishing_logs l
                 where l.subject_id = @Id and l.subject_kind = 'publication' and l.step = 'post' and l.resolved_by <> 'gate' and l.armed_at >= coalesce(@HandleAt::timestamptz, '-infinity')
                   and coalesce(l.error_code, '') <> all(@Unsent)
                 order by l.armed_at limit 1),
            moved as (
                update publications p
                   set state = 'unknown', owner = null, due_since = null, handle = coalesce(p.handle, @Handle), handle_at = coalesce(p.handle_at, @HandleAt), updated_at = clock_timestamp(),
                       asked_at = case when p.state <> 'claimed' then (select snsops.now()) end, retry_count = case when p.state <> 'claimed' then 3 else p.retry_count end,      -- whatever a look says, it is not sent again
                       error_code = case when p.state <> 'claimed' then 'ask_a_person' else @code end, error = case p.state when 'claimed' then @reason when 'cancelled' then @CancelledLate else @MovedLate end
                 where p.id = @Id and ((p.state = 'claimed' and p.epoch = @Epoch and p.owner = @owner) or (p.epoch = @Epoch + 1 and (p.state in ('cancelled', 'scheduled') or (p.state = 'due' and p.handle is null))))
                returning p.*),
            unsaid as (
                insert into first_comments (id, client_id, account_id, platform, text, state, next_attempt_at, due_since, created_at)
                select m.id, m.client_id, m.account_id, m.platform, m.first_comment, 'cancelled', (select snsops.now()), null, (select snsops.now())
                  from moved m where m.asked_at is not null and m.first_comment is not null
                on conflict (id) do nothing),
            opened as (
                insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, handle, request_digest, armed_at, send_deadline,
                                      doubted_at, unknown_code, unknown_reason, next_lookup_at)
                select coalesce(s.attempt_id, @newId), m.client_id, m.account_id, 'publication', m.id, m.epoch, @owner, 'unknown', coalesce(s.number, @RetryCount + 1), @Fingerprint, m.handle,
                       coalesce(s.request_digest, @RequestDigest), coalesce(s.armed_at, m.handle_at, (select snsops.now())), (select snsops.now()),
                       case when @code::text is not null then (select snsops.now()) end, @code, @reason, (select snsops.now()) + interval '2 seconds'      -- the platform was just asked
                  from moved m left join sent s on true
                returning id),
            {PublicationNews.Sql}
            select id from opened
            """,
            new
            {
                post.Id, post.Epoch, post.Handle, post.HandleAt, post.RetryCount, post.Fingerprint, post.RequestDigest, owner = identity.Id, newId = Guid.CreateVersion7(),
                code = doubt?.Code, reason = doubt?.Reason, CancelledLate, MovedLate, Unsent,
            }, cancellationToken: ct));
    }
}
