namespace SnsOps.Shared.Effects;

/// <summary>What a verdict does to a reply, a first comment or an action. It has no second of its own to miss; what waits longer than its grace is ended by a sweep.</summary>
internal static class ReplyOutcome
{
    /// <summary>From <c>verdicts</c> to <c>moved</c> and its news, as common table expressions of <see cref="OutcomeWriter"/>'s statement.</summary>
    /// <param name="table">Of the kind.</param>
    /// <param name="news">What people are told of it.</param>
    /// <param name="platformId">The column of the id the platform gave; null: nothing new was made.</param>
    /// <param name="applied">What else is true once it is done, as further common table expressions.</param>
    public static string Sql(string table, EffectNews news, string? platformId, string applied) => $"""
        decided as (
            select v.*, case when v.status in ('published', 'unknown') then v.status
                             when v.status = 'rejected' or (v.status = 'not_there' and v.resolver = 'person') then 'failed'
                             when v.burns and s.retry_count >= 3 then 'failed'
                             else 'retrying' end as new_state
              from verdicts v join {table} s on s.id = v.subject_id),
        moved as (
            update {table} s
               set state = d.new_state::reply_state, owner = null, updated_at = clock_timestamp(),
                   {(platformId is null ? "" : $"{platformId} = case when d.status = 'published' then d.post_id else s.{platformId} end,")}
                   published_at = case when d.status = 'published' then (select snsops.now()) end,
                   retry_count = s.retry_count + case when d.burns then 1 else 0 end,
                   next_attempt_at = case when d.new_state = 'retrying' then d.next_at else s.next_attempt_at end,
                   due_since = case when d.new_state = 'retrying' then (select snsops.now()) end,
                   error_code = case when d.status = 'published' then null else d.code end,
                   error = case when d.status = 'published' then null else coalesce(d.reason, '알 수 없는 오류') end,
                   asked_at = null
              from decided d where s.id = d.subject_id and s.state in ('armed', 'unknown')
            returning {news.Told}, d.attempt_id),
        {applied}
        {news.Sql}
        """;
}
