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
        var raised = await connection.QuerySingleAsync<Raised>(new CommandDefinition("""
            with before as materialized (
                select severity from incidents where client_id = @ClientId and acknowledged_at is null)
            insert into incidents as i (id, client_id, kind, severity, message, comment_ids, comment_count, opened_at, last_seen_at)
            values (@id, @ClientId, @Kind, @Severity, @Message, (@CommentIds::uuid[])[1:@MostComments], cardinality(@CommentIds), snsops.now(), snsops.now())
            on conflict (client_id) where acknowledged_at is null do update
               set kind = case when excluded.severity = 'critical' then excluded.kind else i.kind end,
                   severity = case when excluded.severity = 'critical' then 'critical' else i.severity end,
                   message = case when excluded.severity = 'critical' or i.severity <> 'critical' then excluded.message else i.message end,
                   comment_count = i.comment_count + (select count(*) from unnest(@CommentIds::uuid[]) n (id) where n.id <> all(i.comment_ids)),
                   comment_ids = ((select coalesce(array_agg(n.id), '{}') from unnest(@CommentIds::uuid[]) n (id) where n.id <> all(i.comment_ids)) || i.comment_ids)[1:@MostComments],
                   last_seen_at = excluded.last_seen_at
            returning id, severity, message, comment_ids, (select severity from before) as severity_before
            """,
            new { id = Guid.CreateVersion7(), incident.ClientId, incident.Kind, incident.Severity, incident.Message, incident.CommentIds, MostComments }, transaction, cancellationToken: ct));
        await LiveEvents.InsertAsync(connection, transaction,
        [
            new LiveEvent("crisis_alert", incident.ClientId, null, null, new JsonObject
            {
                ["type"] = "crisis_alert", ["client_id"] = incident.ClientId, ["severity"] = raised.Severity, ["message"] = raised.Message,
                ["comment_ids"] = new JsonArray([.. raised.CommentIds.Select(id => JsonValue.Create(id))]), ["incident_id"] = raised.Id,
            }),
        ], ct);
        if (raised.SeverityBefore != raised.Severity)
        {
            await new Notice(incident.ClientId, Told, "incident." + incident.Kind, raised.Severity == "critical" ? "위기 댓글이 감지되었습니다" : "부정 댓글이 급증했습니다",
                raised.Message + " 댓글을 확인하고 담당자를 정해 주세요.", "urgent", $$"""{"incident_id": "{{raised.Id}}", "client_id": "{{incident.ClientId}}"}""")
                .InsertAsync(connection, transaction, ct);
        }
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
