using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Holds;

/// <summary>Stopping what would be sent: of a content, an account or a client; and letting it go again.</summary>
internal static partial class HoldEndpoints
{
    public static void MapHolds(this IEndpointRouteBuilder app)
    {
        var holds = app.MapGroup("/v1/holds").WithTags("Holds").RequireAuthorization().ProducesProblem(401);
        holds.MapGet("/", ListAsync).ProducesProblem(400).WithName("listHolds").WithSummary("보류 목록 (in_force=true: 지금 걸려 있는 것) | List holds, newest first");
        holds.MapPost("/", SetAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithName("setHold").WithSummary("보류 걸기: 콘텐츠, 계정 또는 클라이언트 전체 | Hold what would be sent");
        holds.MapDelete("/{id:guid}", LiftAsync).RequireAuthorization(Roles.Staff).ProducesProblem(403).ProducesProblem(404)
            .WithName("liftHold").WithSummary("보류 풀기 (기다리던 것을 바로 보냅니다) | Lift a hold; what waited is sent");
    }

    private static async Task<Ok<Page<HoldView>>> ListAsync(Caller caller, PageRequest page, HoldSql holds, CancellationToken ct, Guid? client_id = null, bool? in_force = null) =>
        TypedResults.Ok(page.Cut(await holds.ListAsync(caller.Bounded(client_id), in_force, page, ct), h => new Cursor(h.Since, h.Id.ToString())));

    private static async Task<Results<Created<HoldView>, ProblemHttpResult>> SetAsync(NewHold body, Caller caller, HoldSql holds, ILogger<HoldSql> logger, CancellationToken ct)
    {
        if (!caller.Sees(body.ClientId!.Value))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (body is { AccountId: not null, ContentId: not null })
            return ProblemKinds.Invalid.Because("보류는 콘텐츠나 계정 가운데 하나에 겁니다", "A hold is on a content or on an account, not on both").ToProblem();
        if (string.IsNullOrWhiteSpace(body.Reason))
            return ProblemKinds.Invalid.Because("보류하는 이유를 적어 주세요", "Say why it is held").ToProblem();
        var (hold, refused) = await holds.SetAsync(body, caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        LogSet(logger, hold!.Id, hold.Scope, hold.ClientId, caller.UserId);
        return TypedResults.Created($"/v1/holds/{hold.Id}", hold);
    }

    /// <summary>Lifting one that is lifted already changes nothing.</summary>
    private static async Task<Results<Ok<HoldView>, ProblemHttpResult>> LiftAsync(Guid id, Caller caller, HoldSql holds, NudgeProducer producer, ILogger<HoldSql> logger, CancellationToken ct)
    {
        if (await holds.LiftAsync(id, caller, ct) is { } freed)
        {
            foreach (var lane in freed.GroupBy(f => (f.Kind, f.AccountId)))
                producer.Send(Topics.Publishing, lane.Key.Kind, lane.Key.AccountId, [.. lane.Select(f => f.Id)]);
            LogLifted(logger, id, freed.Count, caller.UserId);
        }

        return await holds.FindAsync(id, caller.ClientIds, ct) is { } hold ? TypedResults.Ok(hold) : ProblemKinds.HoldNotFound.Plain().ToProblem();
    }

    [LoggerMessage(5033, LogLevel.Warning, "Hold {HoldId} on {Scope} of client {ClientId} was set by {UserId}", EventName = "HoldSet")]
    private static partial void LogSet(ILogger logger, Guid holdId, string scope, Guid clientId, Guid userId);

    [LoggerMessage(5034, LogLevel.Warning, "Hold {HoldId} was lifted by {UserId}; {Freed} that waited go out", EventName = "HoldLifted")]
    private static partial void LogLifted(ILogger logger, Guid holdId, int freed, Guid userId);
}

/// <remarks>With neither AccountId nor ContentId everything of the client is held.</remarks>
public sealed record NewHold([Required] Guid? ClientId, Guid? AccountId, Guid? ContentId, [Required, MaxLength(1000)] string? Reason);

/// <remarks>Scope: content, account or client. LiftedAt: null while it is in force.</remarks>
public sealed record HoldView(
    Guid Id, Guid ClientId, Guid? AccountId, Guid? ContentId, string Scope, string Reason, Guid CreatedBy, string CreatedByName, DateTimeOffset Since,
    DateTimeOffset? LiftedAt, string? LiftedByName);
