namespace SnsOps.Shared.Effects;

/// <summary>What is true of a comment once something was done to it; the inbox says so at once, and what passes saw before then does not undo it.</summary>
internal static class ActionOutcome
{
    /// <summary>Follows <c>moved</c>. Answers to what is deleted are gone with it.</summary>
    public static string Applied { get; } = $"""
        applied as (
            update comments_inbox c
               set deleted_at = case when m.action = 'delete' then coalesce(c.deleted_at, n.now) else c.deleted_at end,
                   announced_at = case when m.action = 'delete' then coalesce(c.announced_at, n.now) else c.announced_at end,
                   hidden_at = case m.action when 'hide' then coalesce(c.hidden_at, n.now) when 'delete' then c.hidden_at end,
                   hidden_as = case m.action when 'hide' then coalesce(c.hidden_as, case when m.platform = 'youtube' then 'held' else 'hidden' end) when 'delete' then c.hidden_as end,
                   version_at = greatest(c.version_at, n.now)
              from moved m join comments_inbox d on d.id = m.comment_id cross join (select snsops.now()) as n (now)
             where m.state = 'published' and c.account_id = d.account_id and {Threads.Of("c")} = {Threads.Of("d")}
               and (c.id = d.id or (m.action = 'delete' and d.parent_comment_id is null))),
        """;
}
