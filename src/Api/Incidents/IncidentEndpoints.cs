using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Incidents;

/// <summary>What staff must look at now, and who has taken it.</summary>
internal static class IncidentEndpoints
{
    public static void MapIncidents(this IEndpointRouteBuilder app)
    {
        var incidents = app.MapGroup("/v1/incidents").WithTags("Incidents").RequireAuthorization().ProducesProblem(401);
        incidents.MapGet("/", ListAsync).ProducesProblem(400).WithName("listIncidents").WithSummary("위기 알림 목록 (open=true: 아직 아무도 맡지 않은 것) | List incidents, newest first");
        incidents.MapPost("/{id:guid}/acknowledge", AcknowledgeAsync).RequireAuthorization(Roles.Staff).ProducesProblem(403).ProducesProblem(404)
            .WithName("acknowledgeIncident").WithSummary("위기 알림 확인 (맡기) | Take an incident");
        incidents.MapGet("/{id:guid}", GetAsync).ProducesProblem(404).WithName("getIncident").WithSummary("위기 알림 하나와 근거 | One incident, with its evidence");
        incidents.MapIncidentBrake();
    }

    private static async Task<Results<Ok<IncidentView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, IncidentSql incidents, CancellationToken ct) =>
        await incidents.FindAsync(id, caller.ClientIds, ct) is { } incident ? TypedResults.Ok(incident) : ProblemKinds.IncidentNotFound.Plain().ToProblem();

    private static async Task<Ok<Page<IncidentView>>> ListAsync(
        Caller caller, PageRequest page, IncidentSql incidents, CancellationToken ct, Guid? client_id = null, bool? open = null) =>
        TypedResults.Ok(page.Cut(await incidents.ListAsync(caller.Bounded(client_id), open, page, ct), i => new Cursor(i.OpenedAt, i.Id.ToString())));

    /// <summary>The first one takes it; whoever comes later sees who has.</summary>
    private static async Task<Results<Ok<IncidentView>, ProblemHttpResult>> AcknowledgeAsync(Guid id, Caller caller, IncidentSql incidents, CancellationToken ct) =>
        await incidents.AcknowledgeAsync(id, caller.UserId, caller.ClientIds, ct) is { } incident
            ? TypedResults.Ok(incident) : ProblemKinds.IncidentNotFound.Plain().ToProblem();
}

/// <remarks>Kind: crisis_comment, negative_surge, slow_build_up or coordinated. Severity: high or critical. CommentIds: the newest, at most 100. CommentCount: all of them.
/// Evidence: the figures that alarmed; RuleId: null with the usual rule. Escalation: how often people were told again.
/// HoldId: what it stopped. HoldProposed: people are asked whether to.</remarks>
public sealed record IncidentView
{
    public required Guid Id { get; init; }
    public required Guid ClientId { get; init; }
    public required string ClientName { get; init; }
    public required string Kind { get; init; }
    public required string Severity { get; init; }
    public required string Message { get; init; }
    public required Guid[] CommentIds { get; init; }
    public required int CommentCount { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public string? AcknowledgedByName { get; init; }
    public JsonObject Evidence => JsonNode.Parse(EvidenceJson)!.AsObject();
    public Guid? RuleId { get; init; }
    public required int Escalation { get; init; }
    public Guid? HoldId { get; init; }
    public required bool HoldProposed { get; init; }

    [JsonIgnore] public string EvidenceJson { get; init; } = "{}";
}
