namespace SnsOps.Shared.Platforms;

/// <summary>Which posts will not go out for want of a token: read by the Api and by the job that warns, so that both say the same.</summary>
public static class PostsAtRisk
{
    /// <summary>How long ahead people are told, in hours.</summary>
    public const int FarthestHours = 72;

    /// <summary>
    /// A common table expression <c>at_risk (id, account_id, client_id, due_at, risk, horizon_hours)</c> of posts due within 72 hours. Parameters: @scopes
    /// (<see cref="NeededScopes.Publishing"/>) and @clients (null: all).
    /// </summary>
    public const string Cte = """
        waiting as (
            select id, client_id, account_id, next_attempt_at from publications
             where state = 'scheduled' and prepare_at < (select snsops.now()) + interval '72 hours'
            union all
            select id, client_id, account_id, next_attempt_at from publications where state in ('due', 'retrying')
            union all
            select id, client_id, account_id, next_attempt_at from publications where state = 'claimed'),
        accounts as (
            select id, state, least(token_expires_at, data_access_ends_at) as ends_at,
                   granted_scopes is null or exists (select from unnest(granted_scopes) as g (scope) where platform::text || ':' || g.scope = any(@scopes)) as may_publish
              from platform_accounts where @clients::uuid[] is null or client_id = any(@clients)),
        at_risk as (
            select w.id, w.account_id, w.client_id, w.next_attempt_at as due_at,
                   case when a.state <> 'active' then 'reconnect'
                        when not a.may_publish then 'scope'
                        else 'expires' end as risk,
                   case when w.next_attempt_at < (select snsops.now()) + interval '1 hour' then 1
                        when w.next_attempt_at < (select snsops.now()) + interval '24 hours' then 24 else 72 end as horizon_hours
              from waiting w join accounts a on a.id = w.account_id
             where w.next_attempt_at < (select snsops.now()) + interval '72 hours'
               and (a.state <> 'active' or a.ends_at < w.next_attempt_at or not a.may_publish))
        """;
}
