using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Writes down what turned out to be public while it was prepared: no attempt is open, the claim alone decides.</summary>
internal sealed class AlreadyOutSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>An id that another publication has is not taken: it is published without one then.</summary>
    /// <returns>False: the claim is not ours any more.</returns>
    public async Task<bool> WriteAsync(OutgoingPost post, Outcome.Published there, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition($"""
            with seen as materialized (
                select case when not exists (select from publications o where o.account_id = @AccountId and o.platform_post_id = @PlatformPostId and o.id <> @Id) then @PlatformPostId::text end as post_id,
                       (select min(l.armed_at) from publishing_logs l join publications q on q.id = l.subject_id
                         where l.subject_id = @Id and l.subject_kind = 'publication' and l.step = 'post' and l.armed_at >= coalesce(q.handle_at, '-infinity')) as armed_at),
            moved as (
                update publications p
                   set state = 'published', owner = null, updated_at = clock_timestamp(), platform_post_id = s.post_id, post_url = coalesce(@PostUrl, p.post_url),
                       id_pending = s.post_id is null, id_look_at = case when s.post_id is null then (select snsops.now()) end,
                       published_at = case when @at::timestamptz between p.handle_at - interval '1 minute' and (select snsops.now()) then @at::timestamptz
                                           else least(coalesce(s.armed_at, p.handle_at, (select snsops.now())), (select snsops.now())) end,
                       due_since = null, error_code = null, error = null, asked_at = null
                  from seen s
                 where p.id = @Id and p.state = 'claimed' and p.epoch = @Epoch and p.owner = @owner
                returning p.*),
            logged as (
                insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                             status, resolved_by, request_digest, platform_post_id, armed_at)
                select @logId, (select snsops.now()), client_id, account_id, 'publication', id, 'prepare', epoch, @RetryCount + 1, @RetryCount,
                       'published', 'handle', @RequestDigest, platform_post_id, (select snsops.now()) from moved),
            {FirstCommentsDue.Sql},
            {PublicationNews.Sql}
            select count(*)::int from moved
            """,
            new
            {
                post.Id, post.Epoch, post.AccountId, post.RetryCount, post.RequestDigest, owner = identity.Id, logId = Guid.CreateVersion7(),
                there.PlatformPostId, there.PostUrl, at = there.At?.ToUniversalTime(),
            }, cancellationToken: ct)) == 1;
    }
}
