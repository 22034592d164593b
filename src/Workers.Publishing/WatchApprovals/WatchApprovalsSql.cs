using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Publishing.WatchApprovals;

/// <summary>What becomes of contents that nobody approves. Each step is one statement, so a warning is given once however many look.</summary>
internal sealed class WatchApprovalsSql(NpgsqlDataSource database)
{
    /// <summary>Whose turn it is: what was sent back is its author's, what waits for the client is the client's; its managers are told of all of it.</summary>
    private const string Whose = """
        u.active and (
            (u.role = 'manager' and exists (select from client_members m where m.client_id = w.client_id and m.user_id = u.id))
            or (u.id = w.created_by and w.review_state <> 'in_review')
            or (u.role = 'client' and w.step = 'client' and exists (select from client_members m where m.client_id = w.client_id and m.user_id = u.id)))
        """;

    /// <summary>Ends the reviews whose time is over.</summary>
    /// <returns>How many.</returns>
    public Task<int> ExpireAsync(CancellationToken ct) => CountAsync($"""
        with over as materialized (
            select id, review_state::text as review_state, review_step from contents
             where review_until <= (select snsops.now()) and review_state in ('in_review', 'changes_requested') order by id for update skip locked),
        w as (
            update contents c set review_state = 'expired', review_step = null, review_until = null, updated_at = clock_timestamp()
              from over o where c.id = o.id
            returning c.id, c.client_id, c.title, c.version, c.created_by, o.review_state, o.review_step),
        noted as (
            insert into content_reviews (id, client_id, content_id, at, act, step, version)
            select gen_random_uuid(), client_id, id, (select snsops.now()), 'expired', review_step, version from w),
        news as (
            insert into live_events (id, type, client_id, roles, payload)
            select gen_random_uuid(), 'approval_request', client_id, array['manager', 'client', 'admin']::user_role[], jsonb_build_object(
                       'type', 'approval_request', 'content_id', id, 'title', title, 'from_status', review_state, 'to_status', 'expired', 'requester', 'SnsOps')
              from w),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
            select gen_random_uuid(), u.id, w.client_id, 'content.expired', '승인되지 않아 게시되지 않습니다: ' || w.title,
                   '제때 승인되지 않아 만료되었습니다. 게시하려면 새 시각으로 다시 검토를 요청하세요.', 'high', jsonb_build_object('content_id', w.id)
              from w join users u on u.active and (u.id = w.created_by
                   or (u.role = 'manager' and exists (select from client_members m where m.client_id = w.client_id and m.user_id = u.id)))
            returning id, user_id, title, message, priority, reference),
        {Notice.ToldLive}
        select count(*)::int from w
        """, ct);

    /// <summary>Tells of reviews whose time is nearly over; after a stop only of the nearest of several horizons.</summary>
    /// <returns>How many contents.</returns>
    public Task<int> WarnAsync(CancellationToken ct) => CountAsync($"""
        with near as materialized (
            select c.id, h.level from contents c
             cross join lateral (select case when c.review_until <= n.now + interval '15 minutes' then 3 when c.review_until <= n.now + interval '2 hours' then 2 else 1 end as level
                                   from (select snsops.now() as now) n) h
             where c.review_until > (select snsops.now()) and c.review_until <= (select snsops.now()) + interval '24 hours'
               and c.review_state in ('in_review', 'changes_requested') and c.review_warned < h.level
             order by c.id for update of c skip locked),
        w as (
            update contents c set review_warned = n.level from near n where c.id = n.id
            returning c.id, c.client_id, c.title, c.created_by, c.review_state, c.review_step as step, c.review_until, c.planned_zone, n.level),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
            select gen_random_uuid(), u.id, w.client_id, 'content.review_ends',
                   '승인 마감 ' || (array['24시간', '2시간', '15분'])[w.level] || ' 전: ' || w.title,
                   to_char(w.review_until at time zone coalesce(w.planned_zone, 'Asia/Seoul'), 'FMMM"월" FMDD"일" HH24:MI') || '까지 승인되지 않으면 게시되지 않습니다. '
                   || case when w.review_state <> 'in_review' then '요청받은 수정을 마치고 다시 검토를 요청하세요.'
                           when w.step = 'client' then '고객의 승인을 기다리고 있습니다.' else '검토를 기다리고 있습니다.' end,
                   (array['normal', 'high', 'urgent'])[w.level], jsonb_build_object('content_id', w.id)
              from w join users u on {Whose}
            returning id, user_id, title, message, priority, reference),
        {Notice.ToldLive}
        select count(*)::int from w
        """, ct);

    private async Task<int> CountAsync(string sql, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(sql, cancellationToken: ct));
    }
}
