namespace SnsOps.Shared.Effects;

/// <summary>What a verdict does to a reply or a first comment. It has no second of its own to miss; what waits longer than its grace is ended by a sweep.</summary>
internal static class ReplyOutcome
{
    /// <summary>Of a reply.</summary>
    public static string OfReply { get; } = Sql("comment_replies", "platform_reply_id", "r.id, r.client_id, r.comment_id, r.platform, r.state, r.error, r.asked_at, r.created_by", ReplyNews.Sql);

    /// <summary>Of a first comment: the publication it belongs to is published and stays so.</summary>
    public static string OfFirstComment { get; } = Sql("first_comments", "platform_comment_id", "r.id, r.client_id, r.state, r.error, r.asked_at", FirstCommentNews.Sql);

    /// <summary>From <c>verdicts</c> to <c>moved</c> and its news, as common table expressions of <see cref="OutcomeWriter"/>'s statement.</summary>
    private static string Sql(string table, string platformId, string moved, string news) => $"""
        decided as (
            select v.*, case when v.status in ('published', 'unknown') then v.status
                             when v.status in ('rejected', 'not_there') then 'failed'
                             when v.burns and r.retry_count >= 3 then 'failed'
                             else 'retrying' end as new_state
              from verdicts v join {table} r on r.id = v.subject_id),
        moved as (
            update {table} r
               set state = d.new_state::reply_state, owner = null, updated_at = clock_timestamp(),
                   {platformId} = case when d.status = 'published' then d.post_id else r.{platformId} end,
                   published_at = case when d.status = 'published' then (select snsops.now()) end,
                   retry_count = r.retry_count + case when d.burns then 1 else 0 end,
                   next_attempt_at = case when d.new_state = 'retrying' then d.next_at else r.next_attempt_at end,
                   due_since = case when d.new_state = 'retrying' then clock_timestamp() end,
                   error_code = case when d.status = 'published' then null else d.code end,
                   error = case when d.status = 'published' then null else coalesce(d.reason, '알 수 없는 오류') end,
                   asked_at = null
              from decided d where r.id = d.subject_id and r.state in ('armed', 'unknown')
            returning {moved}, d.attempt_id),
        {news}
        """;
}
