using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Opens again the send of a claimed publication that was taken for one that came to nothing.</summary>
internal sealed class EarlierSendSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>
    /// The first attempt that was sent with its handle is unknown from now on, and all that holds for unknown ones holds for it. Where none is on record it is one since the handle was made.
    /// </summary>
    /// <param name="post">As it was claimed.</param>
    /// <param name="doubt">Null: there is none, its outcome follows at once.</param>
    /// <param name="ct">Stops the statement.</param>
    /// <returns>The attempt; null: the claim is not ours any more.</returns>
    public async Task<Guid?> ReopenAsync(OutgoingPost post, Outcome.Unknown? doubt, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition($"""
            with sent as materialized (
                select l.attempt_id, l.number, l.request_digest, l.armed_at from publishing_logs l
                 where l.subject_id = @Id and l.subject_kind = 'publication' and l.step = 'post' and l.resolved_by <> 'gate' and l.armed_at >= coalesce(@HandleAt::timestamptz, '-infinity')
                 order by l.armed_at limit 1),
            moved as (
                update publications p
                   set state = 'unknown', owner = null, due_since = null, error_code = @code, error = @reason, updated_at = clock_timestamp()
                 where p.id = @Id and p.state = 'claimed' and p.epoch = @Epoch and p.owner = @owner
                returning p.*),
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
                post.Id, post.Epoch, post.HandleAt, post.RetryCount, post.Fingerprint, post.RequestDigest, owner = identity.Id, newId = Guid.CreateVersion7(), code = doubt?.Code, reason = doubt?.Reason,
            }, cancellationToken: ct));
    }
}
