namespace SnsOps.Shared.Effects;

/// <summary>What a verdict does to a reply. It has no second of its own to miss; what waits longer than its grace is ended by the sweep.</summary>
internal static class ReplyOutcome
{
    /// <summary>From <c>verdicts</c> to <c>moved</c> and its news, as common table expressions of <see cref="OutcomeWriter"/>'s statement.</summary>
    public const string Sql = $$"""
        decided as (
            select v.*, case when v.status in ('published', 'unknown') then v.status
                             when v.status in ('rejected', 'not_there') then 'failed'
                             when v.burns and r.retry_count >= 3 then 'failed'
                             else 'retrying' end as new_state
              from verdicts v join comment_replies r on r.id = v.subject_id),
        moved as (
            update comment_replies r
               set state = d.new_state::reply_state, owner = null, updated_at = clock_timestamp(),
                   platform_reply_id = case when d.status = 'published' then d.post_id else r.platform_reply_id end,
                   published_at = case when d.status = 'published' then (select snsops.now()) end,
                   retry_count = r.retry_count + case when d.burns then 1 else 0 end,
                   next_attempt_at = case when d.new_state = 'retrying' then d.next_at else r.next_attempt_at end,
                   due_since = case when d.new_state = 'retrying' then clock_timestamp() end,
                   error_code = case when d.status = 'published' then null else d.code end,
                   error = case when d.status = 'published' then null else coalesce(d.reason, '알 수 없는 오류') end,
                   asked_at = null
              from decided d where r.id = d.subject_id and r.state in ('armed', 'unknown')
            returning r.id, r.client_id, r.comment_id, r.platform, r.state, r.error, r.asked_at, r.created_by, d.attempt_id),
        {{ReplyNews.Sql}}
        """;
}
