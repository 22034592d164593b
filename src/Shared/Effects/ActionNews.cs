using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.Effects;

/// <summary>What people are told when something is done to a comment, as common table expressions of the statement that moves it.</summary>
public static class ActionNews
{
    /// <summary>
    /// One publish_result per action that is done, failed or asked about, naming the action; and a notification to who asked for it and the
    /// client's managers for what needs a person.
    /// </summary>
    public static EffectNews News { get; } = new("s.id, s.client_id, s.comment_id, s.platform, s.action, s.state, s.error, s.asked_at, s.created_by", $$"""
        news as (
            insert into live_events (id, type, client_id, payload)      -- numbered later: this statement changes rows after it that others may hold for seconds
            select gen_random_uuid(), 'publish_result', m.client_id,
                   jsonb_build_object('type', 'publish_result', 'content_id', null, 'comment_id', m.comment_id, 'action_id', m.id, 'action', m.action,
                                      'platform', m.platform, 'status', m.state)
                   || case when m.error is null then '{}' else jsonb_build_object('error', m.error) end
              from moved m where m.state in ('published', 'failed') or m.asked_at is not null),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
            select gen_random_uuid(), u.id, m.client_id, 'comment_action.' || m.state,
                   case when m.state = 'failed'
                        then case m.action when 'hide' then '댓글을 숨기지 못했습니다' when 'unhide' then '댓글을 다시 보이게 하지 못했습니다' else '댓글을 삭제하지 못했습니다' end
                        else case m.action when 'hide' then '댓글이 숨겨졌는지 확인이 필요합니다' when 'unhide' then '댓글이 다시 보이는지 확인이 필요합니다' else '댓글이 삭제되었는지 확인이 필요합니다' end
                   end || case when c.author = '' then '' else ': ' || c.author || '님의 댓글' end,
                   coalesce(m.error, '플랫폼에서 직접 확인해 주세요.'), 'high',
                   jsonb_build_object('comment_id', m.comment_id, 'action_id', m.id, 'client_id', m.client_id)
              from moved m
              join comments_inbox c on c.id = m.comment_id
              join users u on u.active and (u.id = m.created_by or (u.role = 'manager'
                   and exists (select from client_members cm where cm.client_id = m.client_id and cm.user_id = u.id)))
             where m.state = 'failed' or m.asked_at is not null
            returning id, user_id, title, message, priority, reference),
        {{Notice.ToldLive}}
        """);
}
