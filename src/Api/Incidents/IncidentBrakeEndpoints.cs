using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Holds;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Incidents;

/// <summary>Stopping all that would be sent for a client while a storm lasts, and letting it go again in good order.</summary>
internal static partial class IncidentBrakeEndpoints
{
    private const int UsualSpread = 15;

    public static void MapIncidentBrake(this RouteGroupBuilder incidents)
    {
        incidents.MapPost("/{id:guid}/hold", HoldAsync).RequireAuthorization(Roles.Staff).ProducesProblem(403).ProducesProblem(404)
            .WithName("holdForIncident").WithSummary("위기 동안 클라이언트 전체 게시 보류 | Hold all of the client's publishing");
        incidents.MapGet("/{id:guid}/resume-plan", PlanAsync).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithName("planResume").WithSummary("보류를 풀면 무엇이 언제 나가는지 (spread_minutes: 계정마다 간격) | What goes out when, once the hold is lifted");
        incidents.MapPost("/{id:guid}/resume", ResumeAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithName("resumeAfterIncident").WithSummary("계획대로 보류 풀기 | Lift the hold by that plan");
    }

    /// <summary>One that is in force already is taken for this incident's.</summary>
    private static async Task<Results<Ok<IncidentView>, ProblemHttpResult>> HoldAsync(
        Guid id, Caller caller, IncidentBrakeSql brake, IncidentSql incidents, ILogger<IncidentBrakeSql> logger, CancellationToken ct)
    {
        if (!await brake.HoldAsync(id, caller, ct))
            return ProblemKinds.IncidentNotFound.Plain().ToProblem();
        LogHeld(logger, id, caller.UserId);
        return TypedResults.Ok((await incidents.FindAsync(id, caller.ClientIds, ct))!);
    }

    private static async Task<Results<Ok<ResumePlan>, ProblemHttpResult>> PlanAsync(Guid id, Caller caller, IncidentBrakeSql brake, CancellationToken ct, int spread_minutes = UsualSpread)
    {
        if (spread_minutes is < 0 or > 1440)
            return ProblemKinds.Invalid.Because("spread_minutes는 0~1440입니다", "spread_minutes must be from 0 to 1440").ToProblem();
        return await brake.HoldOfAsync(id, caller.ClientIds, ct) switch
        {
            null => ProblemKinds.IncidentNotFound.Plain().ToProblem(),
            { HoldId: null } => ProblemKinds.IncidentNotHeld.Plain().ToProblem(),
            { HoldId: { } hold } => TypedResults.Ok(new ResumePlan(hold, spread_minutes, await brake.PlanAsync(hold, spread_minutes, ct))),
        };
    }

    private static async Task<Results<Ok<ResumePlan>, ProblemHttpResult>> ResumeAsync(
        Guid id, ResumeRequest body, Caller caller, IncidentBrakeSql brake, HoldSql holds, NudgeProducer producer, ILogger<IncidentBrakeSql> logger, CancellationToken ct)
    {
        if (await brake.HoldOfAsync(id, caller.ClientIds, ct) is not { } incident)
            return ProblemKinds.IncidentNotFound.Plain().ToProblem();
        if (incident.HoldId is not { } hold)
            return ProblemKinds.IncidentNotHeld.Plain().ToProblem();
        var spread = body.SpreadMinutes ?? UsualSpread;
        var plan = await brake.PlanAsync(hold, spread, ct);
        var freed = await holds.LiftAsync(hold, caller, ct, TimeSpan.FromMinutes(spread));
        foreach (var lane in (freed ?? []).GroupBy(f => (f.Kind, f.AccountId)))
            producer.Send(Topics.Publishing, lane.Key.Kind, lane.Key.AccountId, [.. lane.Select(f => f.Id)]);
        LogResumed(logger, id, freed?.Count ?? 0, spread, caller.UserId);
        return TypedResults.Ok(new ResumePlan(hold, spread, plan));
    }

    [LoggerMessage(5091, LogLevel.Warning, "All publishing of incident {IncidentId}'s client was held by {UserId}", EventName = "IncidentHeld")]
    private static partial void LogHeld(ILogger logger, Guid incidentId, Guid userId);

    [LoggerMessage(5092, LogLevel.Warning, "Publishing resumes after incident {IncidentId}: {Freed} that waited go out, {Spread} min apart, by {UserId}", EventName = "IncidentResumed")]
    private static partial void LogResumed(ILogger logger, Guid incidentId, int freed, int spread, Guid userId);
}

/// <remarks>SpreadMinutes: between two posts of the same account that waited; 15 without it, 0 lets all go at once.</remarks>
public sealed record ResumeRequest([Range(0, 1440)] int? SpreadMinutes = null);

/// <remarks>Items: in the order they would go out.</remarks>
public sealed record ResumePlan(Guid HoldId, int SpreadMinutes, IReadOnlyList<ResumeItem> Items);

/// <remarks>Fate: resumes (it waited), on_time (its second is still to come), late (its grace ends before its turn), missed (people decide).</remarks>
public sealed record ResumeItem(Guid PublicationId, Guid ContentId, string Title, Guid AccountId, string AccountName, string Platform, DateTimeOffset ScheduledAt, DateTimeOffset? ResumesAt, string Fate);
