using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.Effects;

/// <summary>What people are told when first comments move, as common table expressions of the statement that moves them.</summary>
public static class FirstCommentNews
{
    /// <summary>
    /// A notification to the author and the client's managers for what
    /// needs a person. No publish_result: that tells of the post, which is out. That it was missed, or asked about, stays in the story of its post.
    /// </summary>
    public static EffectNews News { get; } = new("s.id, s.client_id, s.state, s.error, s.error_code, s.asked_at", $$"""
        acted as (
            insert into publication_acts (client_id, publication_id, at, act, step, note)
            select m.client_id, m.id, (select snsops.now()), case m.state when 'unknown' then 'asked' else 'missed' end, 'first_comment', m.error
              from moved m where m.asked_at is not null or (m.state = 'failed' and m.error_code = 'missed')),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
            select gen_random_uuid(), u.id, m.client_id, 'first_comment.' || m.state,
                   case m.state when 'failed' then '첫 댓글을 달지 못했습니다: ' else '첫 댓글이 달렸는지 확인이 필요합니다: ' end || c.title,
                   coalesce(m.error, '플랫폼에서 직접 확인해 주세요.'), 'normal',
                   jsonb_build_object('content_id', c.id, 'publication_id', m.id)
              from moved m
              join publications p on p.id = m.id
              join contents c on c.id = p.content_id
              join users u on u.active and (u.id = c.created_by or (u.role = 'manager'
                   and exists (select from client_members cm where cm.client_id = m.client_id and cm.user_id = u.id)))
             where m.state = 'failed' or m.asked_at is not null
            returning id, user_id, title, message, priority, reference),
        {{Notice.ToldLive}}
        """);
}
