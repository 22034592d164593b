using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>Tells people again of incidents that nobody has taken: managers at first, admins only after that, so that somebody always has it.</summary>
internal sealed partial class Escalations(NpgsqlDataSource database, LiveEvents live, DetectCrisisOptions options, ILogger<Escalations> logger)
{
    private static readonly string[] First = ["admin", "manager"], Later = ["admin"];

    /// <summary>Each step of each incident is told once.</summary>
    /// <returns>How many incidents went a step further.</returns>
    public async Task<int> EscalateAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var due = (await connection.QueryAsync<Unanswered>(new CommandDefinition("""
            update incidents i set escalation = i.escalation + 1, escalated_at = snsops.now()
              from clients c
              left join crisis_rules r on r.client_id = c.id and r.state = 'active'
             where c.id = i.client_id and i.acknowledged_at is null
               and i.opened_at <= (select snsops.now()) - make_interval(mins => (coalesce(r.escalate_minutes, @minutes))[i.escalation + 1])
            returning i.id, i.client_id, i.severity, i.message, i.comment_ids, i.escalation, (extract(epoch from snsops.now() - i.opened_at) / 60)::int as minutes
            """, new { minutes = options.Escalation }, transaction, cancellationToken: ct))).AsList();
        foreach (var incident in due)
            await TellAsync(connection, transaction, incident, ct);
        await transaction.CommitAsync(ct);
        if (due.Count > 0)
            live.Announce();
        return due.Count;
    }

    private async Task TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Unanswered incident, CancellationToken ct)
    {
        await new Notice(incident.ClientId, incident.Escalation == 1 ? First : Later, "incident.unanswered", $"{incident.Minutes}분째 아무도 확인하지 않은 위기 알림입니다",
            incident.Message + " 지금 확인하고 담당자를 정해 주세요.", "urgent", $$"""{"incident_id": "{{incident.Id}}", "client_id": "{{incident.ClientId}}"}""")
            .InsertAsync(connection, transaction, ct);
        await LiveEvents.InsertAsync(connection, transaction,
        [
            new LiveEvent("crisis_alert", incident.ClientId, null, null, new JsonObject
            {
                ["type"] = "crisis_alert", ["client_id"] = incident.ClientId, ["severity"] = incident.Severity, ["message"] = incident.Message,
                ["comment_ids"] = new JsonArray([.. incident.CommentIds.Select(id => JsonValue.Create(id))]), ["incident_id"] = incident.Id, ["escalation"] = incident.Escalation,
            }),
        ], ct);
        LogEscalated(incident.Id, incident.ClientId, incident.Escalation, incident.Minutes);
    }

    private sealed record Unanswered
    {
        public Guid Id { get; init; }
        public Guid ClientId { get; init; }
        public string Severity { get; init; } = "";
        public string Message { get; init; } = "";
        public Guid[] CommentIds { get; init; } = [];
        public int Escalation { get; init; }
        public int Minutes { get; init; }
    }

    [LoggerMessage(4021, LogLevel.Warning, "Incident {IncidentId} of client {ClientId} was told again, step {Escalation}: nobody has taken it for {Minutes} min", EventName = "IncidentEscalated")]
    private partial void LogEscalated(Guid incidentId, Guid clientId, int escalation, int minutes);
}
