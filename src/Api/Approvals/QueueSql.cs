using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Approvals;

/// <summary>What is in review, the first to expire first; what has no time comes after it, the oldest first.</summary>
internal sealed class QueueSql(NpgsqlDataSource database)
{
    /// <param name="caller">Whose turn and whose own it is said for.</param>
    /// <param name="clients">Of these clients.</param>
    /// <param name="mine">Only what waits for the caller.</param>
    /// <param name="page">Which part.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<WaitingReview>> ListAsync(Caller caller, Guid[] clients, bool mine, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<WaitingReview>(new CommandDefinition($"""
            with waiting as (
                select c.id, c.client_id, c.title, c.version, c.created_by, c.editors, c.submitted_at, c.planned_at, c.planned_zone, c.review_until, coalesce(c.review_step, 'staff') as step, coalesce(p.steps, 'staff') = 'staff_then_client' as two_steps,
                       coalesce(c.review_until, coalesce(c.submitted_at, c.updated_at) + interval '100 years') as sort_at
                  from contents c left join approval_policies p on p.client_id = c.client_id
                 where c.review_state = 'in_review' and c.client_id = any(@clients)),
            judged as (
                select w.id, w.client_id, w.title, w.version, w.created_by, w.submitted_at, w.planned_at, w.planned_zone, w.review_until, w.step, w.sort_at,
                       case when @Role = 'operator' then 'turn'
                            when w.two_steps and (w.step = 'client') <> (@Role = 'client') then 'turn'
                            when @UserId = w.created_by or @UserId = any(w.editors) then 'own' end as why
                  from waiting w)
            select j.id as content_id, j.client_id, l.name as client_name, j.title, j.version, j.step, j.created_by as author_id, u.name as author_name, j.submitted_at,
                   j.planned_at as due_at, j.planned_zone as time_zone, j.review_until, j.why is null as may_approve, j.why,
                   (select h.reason from holds h where h.client_id = j.client_id and h.lifted_at is null and h.account_id is null and (h.content_id is null or h.content_id = j.id) order by h.since limit 1) as held_for,
                   (select count(*)::int from approval_link_contents lc join approval_links k on k.id = lc.link_id
                     where lc.content_id = j.id and k.revoked_at is null and k.expires_at > (select snsops.now())) as links,
                   exists (select from content_reviews r where r.content_id = j.id and r.act = 'approved') as approved_before, j.sort_at
              from judged j join clients l on l.id = j.client_id join users u on u.id = j.created_by
             where (not @mine or j.why is null) and (@AfterAt::timestamptz is null or (j.sort_at, j.id) > (@AfterAt, @AfterId))
             order by j.sort_at, j.id limit @Fetch
            """, page.Parameters(new { clients, mine, caller.Role, caller.UserId }), cancellationToken: ct))).AsList();
    }

    /// <summary>What a content is by now.</summary>
    public async Task<(string? State, string? Step)> StateAsync(Guid contentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<(string?, string?)>(new CommandDefinition(
            "select review_state::text, review_step from contents where id = @contentId and client_id = any(@clients)", new { contentId, clients }, cancellationToken: ct));
    }
}
