namespace SnsOps.Shared.Comments;

/// <summary>What staff are told of new comments, as common table expressions of the statement that marks them as announced.</summary>
public static class CommentNews
{
    /// <summary>
    /// Follows a CTE <c>fresh (id, client_id, account_id, platform, author, message, sentiment, posted_at)</c>: one new_comment per row;
    /// more than 20 of an account become one, about the newest, with their count.
    /// </summary>
    public const string Sql = """
        crowds as (
            select account_id, count(*) as n from fresh group by account_id),
        news as (
            insert into live_events (id, type, client_id, payload)
            select gen_random_uuid(), 'new_comment', f.client_id, jsonb_build_object(
                       'type', 'new_comment', 'comment_id', f.id, 'platform', f.platform, 'author', f.author, 'message', left(f.message, 1000),
                       'sentiment', f.sentiment, 'client_id', f.client_id, 'account_id', f.account_id)
              from fresh f join crowds c using (account_id)
             where c.n <= 20
            union all
            select gen_random_uuid(), 'new_comment', s.client_id, jsonb_build_object(
                       'type', 'new_comment', 'comment_id', s.id, 'platform', s.platform, 'author', s.author, 'message', '새 댓글 ' || s.n || '개',
                       'sentiment', null, 'client_id', s.client_id, 'account_id', s.account_id, 'count', s.n)
              from (select distinct on (f.account_id) f.*, c.n from fresh f join crowds c using (account_id)
                     where c.n > 20 order by f.account_id, f.posted_at desc, f.id) s
            returning 1)
        """;
}
