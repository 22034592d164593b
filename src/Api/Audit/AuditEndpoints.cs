using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Audit;

/// <summary>Who changed what: for managers that of their clients, for admins all of it.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/v1/audit", ListAsync).WithTags("Audit").RequireAuthorization(Roles.Managers)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403)
        .WithName("listAudit").WithSummary("감사 기록: 누가 무엇을 어떻게 바꿨는지 | Who changed what, with before and after, newest first");

    private static async Task<Ok<Page<AuditView>>> ListAsync(
        Caller caller, PageRequest page, AuditSql audit, CancellationToken ct,
        Guid? client_id = null, Guid? actor_id = null, Guid? api_key_id = null, string? operation = null, string? subject = null, string? subject_id = null, string? request_id = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        // What is of no client (users, schedules) is the agency's own: admins only.
        var everything = caller.Role == Roles.Admin && client_id is null;
        var filter = new AuditFilter(everything ? null : caller.Bounded(client_id), actor_id, api_key_id, operation, subject, subject_id, request_id, from, to);
        return TypedResults.Ok(page.Cut([.. (await audit.ListAsync(filter, page, ct)).Select(r => r.View())], r => new Cursor(r.At, r.Id.ToString())));
    }
}

/// <remarks>
/// Operation: what was called, by its id in this document. Subject: the table, SubjectId: the row. Action: insert, update or delete. Before and After: of an update only what changed; secrets are left out,
/// of very long texts length and hash stand. RequestId: finds the call in the logs.
/// </remarks>
public sealed record AuditView(
    Guid Id, DateTimeOffset At, Guid? ClientId, Guid ActorId, string? ActorName, Guid? ApiKeyId, string Operation, string RequestId, string Subject, string SubjectId, string Action,
    JsonNode? Before, JsonNode? After);

/// <summary>Which changes a list shows. Clients: null is everything.</summary>
internal sealed record AuditFilter(
    Guid[]? Clients, Guid? ActorId, Guid? ApiKeyId, string? Operation, string? Subject, string? SubjectId, string? RequestId, DateTimeOffset? From, DateTimeOffset? To);
