namespace SnsOps.Shared.Effects;

/// <summary>What is to be said below publications once they are out, as a common table expression of the statement that moves them.</summary>
public static class FirstCommentsDue
{
    /// <summary>Follows a CTE <c>moved</c> of id, client_id, account_id, platform, state and first_comment.</summary>
    public const string Sql = """
        commented as (
            insert into first_comments (id, client_id, account_id, platform, text, next_attempt_at, created_at)
            select m.id, m.client_id, m.account_id, m.platform, m.first_comment, (select snsops.now()), (select snsops.now())
              from moved m where m.state = 'published' and m.first_comment is not null
            on conflict (id) do nothing)
        """;
}
