namespace SnsOps.Shared.Effects;

/// <summary>What a verdict does to a publication.</summary>
internal static class PublicationOutcome
{
    /// <summary>From <c>verdicts</c> to <c>moved</c> and its news, as common table expressions of <see cref="OutcomeWriter"/>'s statement.</summary>
    public const string Sql = $$"""
        decided as (
            select v.*, case when v.status in ('published', 'unknown') then v.status
                             when v.status = 'rejected' or (v.status = 'not_there' and v.resolver = 'person') then 'failed'
                             when v.burns and p.retry_count >= 3 then 'failed'
                             when v.next_at > coalesce(p.resend_at, p.scheduled_at) + p.grace then 'missed'
                             else 'retrying' end as new_state
              from verdicts v join publications p on p.id = v.subject_id),
        moved as (
            update publications p
               set state = d.new_state::publication_state, owner = null, updated_at = clock_timestamp(),
                   platform_post_id = case when d.status = 'published' then d.post_id else p.platform_post_id end,
                   id_pending = d.status = 'published' and d.post_id is null,
                   post_url = coalesce(d.url, p.post_url),
                   published_at = case when d.status = 'published' then (select snsops.now()) end,
                   retry_count = p.retry_count + case when d.burns then 1 else 0 end,
                   next_attempt_at = case when d.new_state = 'retrying' then d.next_at else p.next_attempt_at end,
                   due_since = case when d.new_state = 'retrying' then (select snsops.now()) end,
                   handle = case when d.drops then null else p.handle end,
                   handle_at = case when d.drops then null else p.handle_at end,
                   error_code = case when d.status = 'published' then null else d.code end,
                   error = case when d.status = 'published' then null else coalesce(d.reason, '알 수 없는 오류') end,
                   asked_at = case when d.new_state = 'missed' then (select snsops.now()) end
              from decided d where p.id = d.subject_id and p.state in ('armed', 'unknown')
            returning p.id, p.client_id, p.content_id, p.platform, p.state, p.post_url, p.error, p.asked_at, d.attempt_id, p.account_id, p.first_comment),
        commented as (
            insert into first_comments (id, client_id, account_id, platform, text, next_attempt_at, created_at)
            select m.id, m.client_id, m.account_id, m.platform, m.first_comment, (select snsops.now()), (select snsops.now())
              from moved m where m.state = 'published' and m.first_comment is not null
            on conflict (id) do nothing),
        {{PublicationNews.Sql}}
        """;
}
