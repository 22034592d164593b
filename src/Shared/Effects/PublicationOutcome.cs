namespace SnsOps.Shared.Effects;

/// <summary>What a verdict does to a publication.</summary>
internal static class PublicationOutcome
{
    /// <summary>Where a verdict <c>v</c> takes a publication <c>p</c>.</summary>
    private const string NewState = """
        case when v.status in ('published', 'unknown') then v.status
             when v.status = 'rejected' or (v.status = 'not_there' and v.resolver = 'person') then 'failed'
             when v.burns and p.retry_count >= 3 then 'failed'
             when v.next_at > coalesce(p.resend_at, p.scheduled_at) + p.grace then 'missed'
             else 'retrying' end
        """;

    /// <summary>
    /// Since when it is public. What was settled later by a look or a person was so by the platform's word if that fits the attempt, otherwise since it was sent:
    /// armed a little ahead, it never goes out before its second, unless it was moved since.
    /// </summary>
    private const string PublishedAt = """
        case when v.resolver = 'response' then (select snsops.now())
             else least((select snsops.now()), greatest(case when v.armed_at > p.scheduled_at - interval '10 minutes' then p.scheduled_at end, case when v.public_at between v.armed_at - interval '1 minute' and (select snsops.now()) then v.public_at else v.armed_at end)) end
        """;

    /// <remarks>The update decides itself instead of joining what was decided: it finds each row once.</remarks>
    private const string Moved = $$"""
        moved as (
            update publications p
               set state = ({{NewState}})::publication_state, owner = null, updated_at = clock_timestamp(),
                   platform_post_id = case when v.status = 'published' then v.post_id else p.platform_post_id end,
                   id_pending = v.status = 'published' and v.post_id is null,
                   post_url = coalesce(v.url, p.post_url),
                   id_look_at = case when v.status = 'published' and v.post_id is null then (select snsops.now()) end,
                   published_at = case when v.status = 'published' then {{PublishedAt}} end,
                   retry_count = p.retry_count + case when v.burns then 1 else 0 end,
                   next_attempt_at = case when {{NewState}} = 'retrying' then greatest(v.next_at, coalesce(p.resend_at, p.scheduled_at)) else p.next_attempt_at end,
                   due_since = case when {{NewState}} = 'retrying' then (select snsops.now()) end,
                   handle = case when v.drops then null else p.handle end,
                   handle_at = case when v.drops then null else p.handle_at end,
                   error_code = case when v.status = 'published' then null else v.code end,
                   error = case when v.status = 'published' then null else coalesce(v.reason, '알 수 없는 오류') end,
                   asked_at = case when {{NewState}} = 'missed' then (select snsops.now()) end
              from verdicts v where p.id = v.subject_id and p.state in ('armed', 'unknown')
            returning p.id, p.client_id, p.content_id, p.platform, p.state, p.post_url, p.error, p.asked_at, v.attempt_id, p.account_id, p.first_comment),
        {{FirstCommentsDue.Sql}}
        """;

    /// <summary>From <c>verdicts</c> to <c>moved</c> and its news, as common table expressions of <see cref="OutcomeWriter"/>'s statement.</summary>
    public static readonly string Sql = $"{Moved},\n{PublicationNews.Sql}";

    /// <summary>The same where all verdicts are that it is published.</summary>
    public static readonly string OfPublished = $"{Moved},\n{PublicationNews.OfPublished}";
}
