namespace SnsOps.Shared.Effects;

/// <summary>What a verdict does to a first comment. The publication it belongs to is published and stays so.</summary>
internal static class FirstCommentOutcome
{
    /// <summary>From <c>verdicts</c> to <c>moved</c> and its news, as common table expressions of <see cref="OutcomeWriter"/>'s statement.</summary>
    public const string Sql = $$"""
        decided as (
            select v.*, case when v.status in ('published', 'unknown') then v.status
                             when v.status in ('rejected', 'not_there') then 'failed'
                             when v.burns and f.retry_count >= 3 then 'failed'
                             else 'retrying' end as new_state
              from verdicts v join first_comments f on f.id = v.subject_id),
        moved as (
            update first_comments f
               set state = d.new_state::reply_state, owner = null, updated_at = clock_timestamp(),
                   platform_comment_id = case when d.status = 'published' then d.post_id else f.platform_comment_id end,
                   published_at = case when d.status = 'published' then (select snsops.now()) end,
                   retry_count = f.retry_count + case when d.burns then 1 else 0 end,
                   next_attempt_at = case when d.new_state = 'retrying' then d.next_at else f.next_attempt_at end,
                   due_since = case when d.new_state = 'retrying' then clock_timestamp() end,
                   error_code = case when d.status = 'published' then null else d.code end,
                   error = case when d.status = 'published' then null else coalesce(d.reason, '알 수 없는 오류') end,
                   asked_at = null
              from decided d where f.id = d.subject_id and f.state in ('armed', 'unknown')
            returning f.id, f.client_id, f.state, f.error, f.asked_at, d.attempt_id),
        {{FirstCommentNews.Sql}}
        """;
}
