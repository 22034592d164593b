using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.Effects;

/// <summary>What people are told when publications move, as common table expressions of the statement that moves them.</summary>
public static class PublicationNews
{
    /// <summary>What the telling needs of a row <c>s</c> that moved.</summary>
    public const string Told = "s.id, s.client_id, s.content_id, s.platform, s.state, s.post_url, s.error, s.asked_at";

    private const string Payload = """
        jsonb_strip_nulls(jsonb_build_object(
            'type', 'publish_result', 'content_id', m.content_id, 'publication_id', m.id, 'platform', m.platform,
            'status', m.state, 'post_url', m.post_url, 'error', m.error))
        """;

    /// <summary>Put together as text and read once: built value by value it costs PostgreSQL twice as much, for each post.</summary>
    private const string PayloadOfPublished = """
        ('{"type": "publish_result", "status": "published", "content_id": "' || m.content_id || '", "publication_id": "' || m.id || '", "platform": "' || m.platform || '"'
             || coalesce(', "post_url": ' || to_json(m.post_url), '') || '}')::jsonb
        """;

    /// <summary>
    /// Follows a CTE <c>moved</c> of these columns: one publish_result per row that is published, failed, unknown or missed; and a notification to the author and the client's managers for what needs a person.
    /// That it was missed, or asked about, stays in its story: the row forgets it as soon as somebody decides.
    /// </summary>
    public static readonly string Sql = $$"""
        acted as (
            insert into publication_acts (client_id, publication_id, at, act, step, note)
            select m.client_id, m.id, m.asked_at, case m.state when 'missed' then 'missed' else 'asked' end, 'post', m.error from moved m where m.asked_at is not null),
        {{Event("snsops.uuid_v7()", Payload)}}
              from moved m where m.state in ('published', 'failed', 'unknown', 'missed')),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
            select gen_random_uuid(), u.id, m.client_id, 'publication.' || m.state,
                   case m.state when 'failed' then '게시 실패: ' when 'missed' then '게시 시각을 놓쳤습니다: ' else '게시 여부 확인이 필요합니다: ' end || c.title,
                   coalesce(m.error, '플랫폼에서 직접 확인해 주세요.'), 'high',
                   jsonb_build_object('content_id', m.content_id, 'publication_id', m.id)
              from moved m
              join contents c on c.id = m.content_id
              join users u on u.active and (u.id = c.created_by or (u.role = 'manager'
                   and exists (select from client_members cm where cm.client_id = m.client_id and cm.user_id = u.id)))
             where m.state = 'failed' or m.asked_at is not null
            returning id, user_id, title, message, priority, reference),
        {{Notice.ToldLive}}
        """;

    /// <summary>The same where all of <c>moved</c> is published: nobody is asked or told, and the attempt that did it, which does so once, is the event's id.</summary>
    public static readonly string OfPublished = $$"""
        {{Event("m.attempt_id", PayloadOfPublished)}}
              from moved m)
        """;

    private static string Event(string id, string payload) => $$"""
        news as (
            insert into live_events (id, seq, type, client_id, payload)
            select {{id}}, {{LiveSequence.Next}}, 'publish_result', m.client_id, {{payload}}
        """;
}
