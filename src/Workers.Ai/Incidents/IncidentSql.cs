using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Ai.Incidents;

/// <summary>Opens incidents and alarms staff. One is open per client: what comes while nobody has taken it joins it.</summary>
internal static class IncidentSql
{
    /// <summary>More comments than these are counted, not listed.</summary>
    public const int MostComments = 100;

    private static readonly string[] Told = ["admin", "manager", "operator"];

    /// <summary>Opens an incident or joins the open one, in the caller's transaction: everybody's banner shows it, and people are notified when it opens or becomes critical.</summary>
    public static async Task RaiseAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, NewIncident incident, CancellationToken ct)
    {
        // Raises of one client take turns: the next statement must see what the one before it committed, or both would tell.
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(hashtextextended(@ClientId::text, 51))", new { incident.ClientId }, transaction, cancellationToken: ct));
        var raised = await connection.QuerySingleAsync<Raised>(new CommandDefinition("""
            with before as materialized (
                select severity from incidents where client_id = @ClientId and acknowledged_at is null)
            insert into incidents as i (id, client_id, kind, severity, message, comment_ids, comment_count, evidence, rule_id, opened_at, last_seen_at)
            values (@id, @ClientId, @Kind, @Severity, @Message, (@CommentIds::uuid[])[1:@MostComments], cardinality(@CommentIds), @evidence::jsonb, @RuleId, snsops.now(), snsops.now())
            on conflict (client_id) where acknowledged_at is null do update
               set kind = case when excluded.severity = 'critical' then excluded.kind else i.kind end,
                   severity = case when excluded.severity = 'critical' then 'critical' else i.severity end,
                   message = case when excluded.severity = 'critical' or i.severity <> 'critical' then excluded.message else i.message end,
                   comment_count = i.comment_count + (select count(*) from unnest(@CommentIds::uuid[]) n (id) where n.id <> all(i.comment_ids)),
                   comment_ids = ((select coalesce(array_agg(n.id), '{}') from unnest(@CommentIds::uuid[]) n (id) where n.id <> all(i.comment_ids)) || i.comment_ids)[1:@MostComments],
                   evidence = i.evidence || excluded.evidence, rule_id = coalesce(excluded.rule_id, i.rule_id),
                   last_seen_at = excluded.last_seen_at
            returning id, severity, message, comment_ids, (select severity from before) as severity_before
            """,
            new
            {
                id = Guid.CreateVersion7(), incident.ClientId, incident.Kind, incident.Severity, incident.Message, incident.CommentIds, MostComments, incident.RuleId,
                evidence = incident.Evidence.ToJsonString(LiveEvents.Plain),
            }, transaction, cancellationToken: ct));
        var changed = raised.SeverityBefore != raised.Severity;
        var hold = changed ? await BrakeAsync(connection, transaction, raised.Id, ct) : null;
        await LiveEvents.InsertAsync(connection, transaction,
        [
            new LiveEvent("crisis_alert", incident.ClientId, null, null, new JsonObject
            {
                ["type"] = "crisis_alert", ["client_id"] = incident.ClientId, ["severity"] = raised.Severity, ["message"] = raised.Message,
                ["comment_ids"] = new JsonArray([.. raised.CommentIds.Select(id => JsonValue.Create(id))]), ["incident_id"] = raised.Id,
            }),
        ], ct);
        if (changed)
        {
            await new Notice(incident.ClientId, Told, "incident." + incident.Kind, incident.Title, $"{raised.Message} 댓글을 확인하고 담당자를 정해 주세요.{hold}", "urgent",
                $$"""{"incident_id": "{{raised.Id}}", "client_id": "{{incident.ClientId}}"}""").InsertAsync(connection, transaction, ct);
        }
    }

    /// <summary>
    /// By the client's rule (without one: proposed when it is critical) what would be sent is stopped at once, in the name of who switched the rule on,
    /// or people are asked. The arm reads the row, so what is armed after the commit is held.
    /// </summary>
    /// <returns>What people are told of it.</returns>
    private static async Task<string?> BrakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid incidentId, CancellationToken ct)
    {
        var braked = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition("""
            with policy as (
                select i.id, i.client_id, i.message, coalesce(r.hold, 'propose') as hold, r.activated_by
                  from incidents i left join crisis_rules r on r.client_id = i.client_id and r.state = 'active'
                 where i.id = @incidentId and i.hold_id is null and coalesce(r.hold, 'propose') <> 'off'
                   and (i.severity = 'critical' or coalesce(r.hold_severity, 'critical') = 'high')
                   and not exists (select from holds h where h.client_id = i.client_id and h.account_id is null and h.content_id is null and h.lifted_at is null)),
            held as (
                insert into holds (id, client_id, reason, created_by, since)
                select gen_random_uuid(), client_id, '위기 규칙에 따른 자동 보류: ' || left(message, 900), activated_by, (select snsops.now()) from policy where hold = 'apply'
                on conflict (client_id, account_id, content_id) where lifted_at is null do nothing
                returning id),
            noted as (
                update incidents i
                   set hold_id = (select id from held), hold_proposed_at = case when not exists (select from held) then coalesce(i.hold_proposed_at, snsops.now()) end
                  from policy p where i.id = p.id)
            select case when exists (select from held) then 'apply' else 'propose' end from policy
            """, new { incidentId }, transaction, cancellationToken: ct));
        return braked switch
        {
            "apply" => " 이 클라이언트의 예약 게시를 규칙에 따라 모두 보류했습니다.",
            "propose" => " 예약 게시를 모두 보류할지 정해 주세요.",
            _ => null,
        };
    }

    private sealed record Raised
    {
        public Guid Id { get; init; }

        public string Severity { get; init; } = "";

        public string? SeverityBefore { get; init; }

        public string Message { get; init; } = "";

        public Guid[] CommentIds { get; init; } = [];
    }
}
