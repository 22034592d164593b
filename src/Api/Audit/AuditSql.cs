using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Audit;

/// <summary>Reads the audit log; nothing here writes it, triggers do.</summary>
internal sealed class AuditSql(NpgsqlDataSource database)
{
    /// <summary>What the log kept of questions at first, though it is for who asked alone.</summary>
    private const string OwnAlone = "'{text,answer,sql,columns,rows,assumptions,sources,reading}'::text[]";

    public async Task<IReadOnlyList<AuditRow>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AuditRow>(new CommandDefinition($"""
            select l.id, l.at, l.client_id, l.actor_id, u.name as actor_name, l.api_key_id, l.operation, l.request_id, l.subject, l.subject_id, l.action,
                   (case when l.subject = 'questions' then l.before - {OwnAlone} else l.before end)::text as before, (case when l.subject = 'questions' then l.after - {OwnAlone} else l.after end)::text as after
              from audit_log l left join users u on u.id = l.actor_id
             where (@Clients::uuid[] is null or l.client_id = any(@Clients))
               and (@ActorId::uuid is null or l.actor_id = @ActorId) and (@ApiKeyId::uuid is null or l.api_key_id = @ApiKeyId)
               and (@Operation::text is null or l.operation = @Operation) and (@Subject::text is null or l.subject = @Subject)
               and (@SubjectId::text is null or l.subject_id = @SubjectId) and (@RequestId::text is null or l.request_id = @RequestId)
               and (@From::timestamptz is null or l.at >= @From) and (@To::timestamptz is null or l.at < @To)
               and (@AfterAt::timestamptz is null or (l.at, l.id) < (@AfterAt, @AfterId))
             order by l.at desc, l.id desc limit @Fetch
            """, page.Parameters(filter), cancellationToken: ct))).AsList();
    }
}

internal sealed record AuditRow(
    Guid Id, DateTimeOffset At, Guid? ClientId, Guid ActorId, string? ActorName, Guid? ApiKeyId, string Operation, string RequestId, string Subject, string SubjectId, string Action,
    string? Before, string? After)
{
    public AuditView View() => new(Id, At, ClientId, ActorId, ActorName, ApiKeyId, Operation, RequestId, Subject, SubjectId, Action,
        Before is null ? null : JsonNode.Parse(Before), After is null ? null : JsonNode.Parse(After));
}
