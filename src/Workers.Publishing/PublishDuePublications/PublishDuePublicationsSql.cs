using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>The life of a publication between due and armed.</summary>
internal sealed class PublishDuePublicationsSql(NpgsqlDataSource database, [FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource rounds, WorkerIdentity identity)
{
    /// <summary>
    /// Claims may be as far ahead of the instant of the send as the row's format needs to prepare. No format needs more than half an hour. What is past its grace is not prepared any more, whoever nudges it.
    /// </summary>
    private const string InReach = """
        next_attempt_at <= (select snsops.now()) + interval '30 minutes' and next_attempt_at - (coalesce(resend_at, scheduled_at) - prepare_at) <= (select snsops.now())
               and coalesce(resend_at, scheduled_at) + grace >= (select snsops.now())
        """;

    private const string Late = """
        state in ('due', 'retrying') and next_attempt_at <= (select snsops.now()) and coalesce(resend_at, scheduled_at) + grace < (select snsops.now())
        """;

    private const string Claim = """
        , claimed as (
            update publications p set state = 'claimed', owner = @owner, epoch = p.epoch + 1, updated_at = clock_timestamp()
              from picked k where p.ctid = k.ctid        -- locked by us, so it is where it was
            returning p.*)
        select p.id, p.epoch, p.client_id, p.content_id, p.account_id, p.platform::text as platform, p.format::text as format, p.content_version, p.seal,
               p.scheduled_at, p.next_attempt_at, p.due_since, p.retry_count, p.handle, p.handle_at,
               coalesce(c.variants -> p.platform::text ->> 'body', c.body) as text, c.link,
               case when p.platform = 'youtube' then coalesce(nullif(btrim(c.variants -> 'youtube' ->> 'title'), ''), c.title) end as title,
               case when p.platform = 'youtube' then (c.variants -> 'youtube')::text end as variant,
               c.title as content_title, case when c.variants ? p.platform::text then c.body end as content_body, c.first_comment as content_comment, c.variants::text as variants,
               c.planned_at, array(select t.account_id from content_targets t where t.content_id = c.id) as targets,
               p.format = 'facebook_text' and exists (select from content_media cm where cm.content_id = c.id) as has_files,
               (c.review_state = 'approved' and c.version = p.content_version and c.scheduled_at = p.scheduled_at) is true as is_approved,
               coalesce(c.seal, '') as content_seal, p.first_comment
          from claimed p
          join contents c on c.id = p.content_id
         order by p.next_attempt_at, p.id
        """;

    /// <summary>Claims nudged publications that are due or retrying.</summary>
    public Task<IReadOnlyList<OutgoingPost>> ClaimAsync(IReadOnlyList<Guid> ids, int limit, CancellationToken ct) => QueryAsync($"""
        with picked as materialized (
            select ctid from publications where id = any(@ids) and state in ('due', 'retrying') and {InReach}
             order by next_attempt_at, id limit @limit for update skip locked)
        {Claim}
        """, new { ids = ids.ToArray(), limit, owner = identity.Id }, ct);

    /// <summary>Claims publications whose nudge never came, whatever the broker says: first what was freed, then what has waited longest.</summary>
    public Task<IReadOnlyList<OutgoingPost>> ClaimOverdueAsync(double overdueSeconds, OverduePlace after, int limit, CancellationToken ct) => QueryAsync($"""
        with freed as materialized (
            select ctid from publications where state in ('due', 'retrying') and {InReach} and due_since = '-infinity' and account_id <> all(@Crowded) and (next_attempt_at, id) > (@FreedAt, @FreedId)
             order by next_attempt_at, id limit @limit for update skip locked),
        overdue as materialized (
            select ctid from publications where state in ('due', 'retrying') and {InReach}
               and (due_since, next_attempt_at, id) > (@Since, @At, @Id) and due_since < (select snsops.now()) - make_interval(secs => @overdueSeconds) and account_id <> all(@Crowded)
             order by due_since, next_attempt_at, id limit @limit for update skip locked),
        picked as materialized (select ctid from freed union all select ctid from overdue limit @limit)
        {Claim}
        """, new { overdueSeconds, after.FreedAt, after.FreedId, after.Since, after.At, after.Id, after.Crowded, limit, owner = identity.Id }, ct);

    /// <summary>Keeps what the platform gave before anything is done with it. False: the claim is not ours any more.</summary>
    public async Task<bool> StoreHandlesAsync(OutgoingPost post, string? handle, NewPart? part, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition("""
            with kept as (
                update publications
                   set handle = coalesce(@handle, handle), handle_at = case when @handle::text is null then handle_at else (select snsops.now()) end
                 where id = @Id and state = 'claimed' and epoch = @Epoch and owner = @owner
                returning id, client_id),
            put as (
                insert into publication_parts (client_id, publication_id, position, media_sha256, handle, created_at)
                select client_id, id, @position, @sha256, @part, (select snsops.now()) from kept where @part::text is not null
                on conflict (publication_id, position) do update
                   set media_sha256 = excluded.media_sha256, handle = excluded.handle, created_at = excluded.created_at)
            select count(*)::int from kept
            """,
            new { post.Id, post.Epoch, owner = identity.Id, handle, position = part?.Position, sha256 = part?.Sha256, part = part?.Handle }, cancellationToken: ct)) == 1;
    }

    /// <summary>Gives back a publication over which a hold is in force. It burns no try; it is looked at again in a while, and when the hold is lifted: at once, where that has happened meanwhile.</summary>
    public Task<int> HoldBackAsync(OutgoingPost post, double waitSeconds, CancellationToken ct) => ExecuteAsync($"""
        update publications p
           set state = 'retrying', owner = null, error_code = 'held', updated_at = clock_timestamp(), error = coalesce(w.reason, '보류가 방금 풀렸습니다.'),
               next_attempt_at = case when w.reason is null then greatest((select snsops.now()), p.next_attempt_at)
                                      else least((select snsops.now()) + make_interval(secs => @waitSeconds), coalesce(p.resend_at, p.scheduled_at) + p.grace) end,
               due_since = case when w.reason is null then '-infinity' else (select snsops.now()) + make_interval(secs => @waitSeconds) end
          from (select q.id, (select {Holds.Reason} {Holds.OfPublication("q")} order by h.since limit 1) as reason from publications q where q.id = @Id) w
         where p.id = w.id and p.id = @Id and p.state = 'claimed' and p.epoch = @Epoch and p.owner = @owner
        """, new { post.Id, post.Epoch, waitSeconds, owner = identity.Id }, ct);

    /// <summary>Frees claimed rows of dead owners, and of this process where it does not work on them.</summary>
    public Task<int> FreeClaimedAsync(Guid[] working, SweepMarks marks, CancellationToken ct) => ExecuteAsync(rounds, """
        update publications p set state = 'due', owner = null, due_since = '-infinity', updated_at = clock_timestamp()
         where p.state = 'claimed' and p.updated_at > @Claimed
           and case when p.owner = @owner then p.id not in (select unnest(@working))
                    else not exists (select from workers w where w.id = p.owner and w.lease_until > clock_timestamp()) end
        """, new { owner = identity.Id, working, marks.Claimed }, ct);

    /// <summary>Attempts whose sender died while armed: nobody knows what the platform did, so they are looked up.</summary>
    public Task<int> DoubtOrphanedAsync(Guid[] working, SweepMarks marks, CancellationToken ct) => CountAsync(rounds, $"""
        with doubted as (
            update attempts a set state = 'unknown', doubted_at = (select snsops.now()), unknown_code = 'worker_died', unknown_reason = '게시 중 프로세스가 멈췄습니다',
                   next_lookup_at = (select snsops.now())
             where a.state = 'armed' and a.subject_kind = 'publication' and a.step = 'post' and a.armed_at > @Armed
               and case when a.owner = @owner then a.subject_id not in (select unnest(@working))
                        else not exists (select from workers w where w.id = a.owner and w.lease_until > clock_timestamp()) end
            returning a.subject_id),
        moved as (
            update publications p set state = 'unknown', owner = null, error_code = 'worker_died',
                   error = '게시 중 프로세스가 멈춰 결과를 확인하고 있습니다.', updated_at = clock_timestamp()
              from doubted d where p.id = d.subject_id and p.state = 'armed'
            returning p.id, p.client_id, p.content_id, p.platform, p.state, p.post_url, p.error, p.asked_at),
        {PublicationNews.Sql}
        select count(*)::int from doubted
        """, new { owner = identity.Id, working, marks.Armed }, ct);

    /// <summary>What is later than its grace is not sent any more; people are asked.</summary>
    public Task<int> MarkMissedAsync(SweepMarks marks, CancellationToken ct) => CountAsync(rounds, $"""
        with freed as materialized (
            select id from publications where {Late} and due_since = '-infinity' for update skip locked),
        late as materialized (
            select id from publications where {Late} and due_since > @Waiting for update skip locked),
        moved as (
            update publications p set state = 'missed', asked_at = (select snsops.now()), error_code = 'missed',
                   error = '예약 시각의 허용 시간이 지나 게시하지 않았습니다. 다시 예약하거나 취소해 주세요.' || coalesce(' (' || p.error || ')', ''), updated_at = clock_timestamp()
              from (select id from freed union all select id from late) l where p.id = l.id
            returning p.id, p.client_id, p.content_id, p.platform, p.state, p.post_url, p.error, p.asked_at),
        {PublicationNews.Sql}
        select count(*)::int from moved
        """, new { marks.Waiting }, ct);

    /// <summary>Where the next sweep begins: at the oldest row of each state that this one has left, and in any case a little before now.</summary>
    /// <remarks>The first by the index, never min(): while attempts is nearly empty that may be read from another index, with all that died in it.</remarks>
    public async Task<SweepMarks> MarksAsync(SweepMarks marks, CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<SweepMarks>(new CommandDefinition("""
            select least(snsops.now(), (select due_since from publications where state in ('due', 'retrying') and due_since > @Waiting order by due_since limit 1)) - @CommitsWithin as waiting,
                   least(clock_timestamp(), (select updated_at from publications where state = 'claimed' and updated_at > @Claimed order by updated_at limit 1)) - @CommitsWithin as claimed,
                   least(snsops.now(), (select armed_at from attempts where state = 'armed' and subject_kind = 'publication' and step = 'post' and armed_at > @Armed order by armed_at limit 1)) - @CommitsWithin as armed
            """, new { marks.Waiting, marks.Claimed, marks.Armed, SweepMarks.CommitsWithin }, cancellationToken: ct));
    }

    /// <summary>Adds the public address, which is cosmetic and comes after the outcome.</summary>
    public Task<int> StoreUrlAsync(Guid publicationId, string url, CancellationToken ct) => ExecuteAsync(
        "update publications set post_url = @url where id = @publicationId and state = 'published' and post_url is null", new { publicationId, url }, ct);

    /// <summary>Writes a failure that happened before anything was armed. It is logged like an attempt.</summary>
    /// <remarks>
    /// While the second is ahead nothing is lost yet, so nothing is burnt. The waits double with the tries of this round all the same, up to two minutes, and none of them
    /// sleeps past the second: fifteen seconds before it, and from then on at each sweep, there is another try. What the platform itself asked to wait for is waited for.
    /// </remarks>
    /// <returns>1; 0 when the claim is not ours any more.</returns>
    public Task<int> FailPreparationAsync(OutgoingPost post, string status, string code, string reason, double? waitSeconds, bool burns, bool dropsHandle, CancellationToken ct) => CountAsync($"""
        with failing as (
            select p.id, p.retry_count, p.grace, coalesce(p.resend_at, p.scheduled_at) as due_at, least(coalesce(p.resend_at, p.scheduled_at), @SendAt) as send_at, snsops.now() as failed_at,
                   (select count(*)::int from publishing_logs l
                     where l.subject_id = p.id and l.subject_kind = 'publication' and l.step = 'prepare' and l.status = 'try_later' and l.closed_at >= p.prepare_at) as tries
              from publications p
             where p.id = @Id and p.state = 'claimed' and p.epoch = @Epoch and p.owner = @owner),
        decided as (
            select f.*, @burns and f.failed_at >= f.send_at as burns,
                   case when (@burns or @waitSeconds is null) and f.failed_at < f.send_at
                        then least(f.failed_at + make_interval(secs => greatest(coalesce(@waitSeconds, 30), least(coalesce(@waitSeconds, 30) * 2 ^ least(f.tries, 7), 120))),
                                   greatest(f.send_at - interval '15 seconds', f.failed_at + interval '1 second'))
                        else f.failed_at + make_interval(secs => coalesce(@waitSeconds, 30 * 2 ^ @RetryCount)) end as again_at
              from failing f),
        settled as (
            select d.*, case when @status = 'rejected' or (d.burns and d.retry_count >= 3) then 'failed' when d.again_at > d.due_at + d.grace then 'missed' else 'retrying' end as state
              from decided d),
        moved as (
            update publications p
               set state = d.state::publication_state, asked_at = case when d.state = 'missed' then d.failed_at end,
                   owner = null, retry_count = p.retry_count + d.burns::int,
                   next_attempt_at = greatest(d.due_at, d.again_at),
                   due_since = d.again_at,          -- preparing again ahead of its second must wait too
                   handle = case when @dropsHandle then null else p.handle end, handle_at = case when @dropsHandle then null else p.handle_at end,
                   error_code = @code,
                   error = case when d.state = 'missed' then '예약 시각의 허용 시간 안에 다시 시도할 수 없어 게시하지 않았습니다. 다시 예약하거나 취소해 주세요. (' || @reason || ')' else @reason end,
                   updated_at = clock_timestamp()
              from settled d
             where p.id = d.id and p.state = 'claimed' and p.epoch = @Epoch and p.owner = @owner
            returning p.*),
        dropped as (
            delete from publication_parts t using moved m where @dropsHandle and t.publication_id = m.id),
        logged as (
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                         status, resolved_by, request_digest, error_code, error, armed_at)
            select @logId, d.failed_at, m.client_id, m.account_id, 'publication', m.id, 'prepare', m.epoch, greatest(d.tries, @RetryCount) + 1, @RetryCount,
                   @status, 'response', @RequestDigest, @code, @reason, d.failed_at from moved m join decided d on d.id = m.id),
        {PublicationNews.Sql}
        select count(*)::int from moved
        """,
        new
        {
            post.Id, post.Epoch, post.RetryCount, post.SendAt, post.RequestDigest, owner = identity.Id, logId = Guid.CreateVersion7(), status, code, reason, waitSeconds, burns, dropsHandle,
        }, ct);

    private Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct) => ExecuteAsync(database, sql, parameters, ct);

    private static async Task<int> ExecuteAsync(NpgsqlDataSource pool, string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await pool.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    private Task<int> CountAsync(string sql, object parameters, CancellationToken ct) => CountAsync(database, sql, parameters, ct);

    /// <summary>Of a statement that ends by counting: as a select it has no rows that were changed.</summary>
    private static async Task<int> CountAsync(NpgsqlDataSource pool, string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await pool.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    private async Task<IReadOnlyList<OutgoingPost>> QueryAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        var posts = (await connection.QueryAsync<OutgoingPost, SealedContent, OutgoingPost>(
            new CommandDefinition(sql, parameters, cancellationToken: ct), (post, content) => post with { Content = content }, splitOn: "content_title")).AsList();
        Guid[] withFiles = [.. posts.Where(p => p.Format != "facebook_text" || p.Content.HasFiles).Select(p => p.Id)];
        if (withFiles.Length == 0)
            return posts;
        var files = (await connection.QueryAsync<OutgoingMedia>(new CommandDefinition("""
            select p.id as publication_id, cm.position, m.sha256, m.type, m.bytes, t.handle as part, t.created_at as part_at
              from publications p
              join content_media cm on cm.content_id = p.content_id
              join media_assets m on m.id = cm.media_id
              left join publication_parts t on t.publication_id = p.id and t.position = cm.position and t.media_sha256 = m.sha256
             where p.id = any(@withFiles)
             order by cm.position
            """, new { withFiles }, cancellationToken: ct))).ToLookup(f => f.PublicationId);
        return posts.ConvertAll(p => p with { Media = [.. files[p.Id]] });
    }
}
