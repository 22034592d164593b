using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.CrisisRules;

/// <summary>When a client's negative comments are a crisis, and what is done then: written, tried over the past, switched on.</summary>
internal static partial class CrisisRuleEndpoints
{
    private const int UsualWeeks = 8;

    public static void MapCrisisRules(this IEndpointRouteBuilder app)
    {
        var rules = app.MapGroup("/v1/crisis-rules").WithTags("Incidents").RequireAuthorization(Roles.Staff).ProducesProblem(401).ProducesProblem(403);
        rules.MapGet("/", ListAsync).ProducesProblem(400).WithName("listCrisisRules").WithSummary("위기 규칙 목록 | Crisis rules, newest first");
        rules.MapPost("/", CreateAsync).RequireAuthorization(Roles.Managers).ProducesProblem(400).ProducesProblem(404)
            .WithName("createCrisisRule").WithSummary("위기 규칙 만들기 (초안) | Write a rule; it is a draft until it is switched on");
        rules.MapPost("/{id:guid}/replays", ReplayAsync).ProducesProblem(400).ProducesProblem(404)
            .WithName("replayCrisisRule").WithSummary("지난 댓글로 규칙을 시험 | Run a rule over the client's past");
        rules.MapGet("/{id:guid}/replays", ReplaysAsync).ProducesProblem(404).WithName("listCrisisReplays").WithSummary("시험 결과 | What its replays say");
        rules.MapPost("/{id:guid}/activate", ActivateAsync).RequireAuthorization(Roles.Managers).ProducesProblem(404).ProducesProblem(409)
            .WithName("activateCrisisRule").WithSummary("시험한 규칙 켜기 (앞의 규칙은 끝남) | Switch a replayed rule on; the one before it ends");
        rules.MapPost("/{id:guid}/retire", RetireAsync).RequireAuthorization(Roles.Managers).ProducesProblem(404)
            .WithName("retireCrisisRule").WithSummary("규칙 끄기 (기본 규칙으로 돌아감) | End a rule; the usual one holds again");
    }

    private static async Task<Ok<Page<CrisisRuleView>>> ListAsync(Caller caller, PageRequest page, CrisisRuleSql rules, CancellationToken ct, Guid? client_id = null) =>
        TypedResults.Ok(page.Cut(await rules.ListAsync(caller.Bounded(client_id), page, ct), r => new Cursor(r.CreatedAt, r.Id.ToString())));

    private static async Task<Results<Created<CrisisRuleView>, ProblemHttpResult>> CreateAsync(NewCrisisRule body, Caller caller, CrisisRuleSql rules, CancellationToken ct)
    {
        if (!caller.Sees(body.ClientId!.Value))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (string.IsNullOrWhiteSpace(body.Name))
            return ProblemKinds.Invalid.Because("규칙의 이름을 적어 주세요", "Give the rule a name").ToProblem();
        if (body.EscalateMinutes is not { } minutes || minutes.Any(m => m is < 1 or > 1440) || !minutes.SequenceEqual(minutes.Order()))
            return ProblemKinds.Invalid.Because("escalate_minutes는 1~1440의 커지는 수여야 합니다", "escalate_minutes must be rising numbers from 1 to 1440").ToProblem();
        var rule = await rules.InsertAsync(body, caller, ct);
        return TypedResults.Created($"/v1/crisis-rules/{rule.Id}", rule);
    }

    private static async Task<Results<Accepted<CrisisReplayView>, ProblemHttpResult>> ReplayAsync(
        Guid id, NewCrisisReplay body, Caller caller, CrisisRuleSql rules, NudgeProducer producer, CancellationToken ct)
    {
        if (await rules.ReplayAsync(id, body.Weeks ?? UsualWeeks, caller, ct) is not { } asked)
            return ProblemKinds.CrisisRuleNotFound.Plain().ToProblem();
        producer.Send(Topics.Reports, Kinds.JobItemReady, asked.Replay.ClientId, asked.ItemId);
        return TypedResults.Accepted($"/v1/crisis-rules/{id}/replays", asked.Replay);
    }

    private static async Task<Results<Ok<CrisisReplayList>, ProblemHttpResult>> ReplaysAsync(Guid id, Caller caller, CrisisRuleSql rules, CancellationToken ct) =>
        await rules.FindAsync(id, caller.ClientIds, ct) is null
            ? ProblemKinds.CrisisRuleNotFound.Plain().ToProblem() : TypedResults.Ok(new CrisisReplayList(await rules.ReplaysAsync(id, ct)));

    private static async Task<Results<Ok<CrisisRuleView>, ProblemHttpResult>> ActivateAsync(Guid id, Caller caller, CrisisRuleSql rules, ILogger<CrisisRuleSql> logger, CancellationToken ct)
    {
        if (await rules.ActivateAsync(id, caller, ct) is { } refused)
            return refused.ToProblem();
        LogActivated(logger, id, caller.UserId);
        return TypedResults.Ok((await rules.FindAsync(id, caller.ClientIds, ct))!);
    }

    /// <summary>Ending one that has ended changes nothing.</summary>
    private static async Task<Results<Ok<CrisisRuleView>, ProblemHttpResult>> RetireAsync(Guid id, Caller caller, CrisisRuleSql rules, CancellationToken ct)
    {
        await rules.RetireAsync(id, caller.ClientIds, ct);
        return await rules.FindAsync(id, caller.ClientIds, ct) is { } rule ? TypedResults.Ok(rule) : ProblemKinds.CrisisRuleNotFound.Plain().ToProblem();
    }

    [LoggerMessage(5090, LogLevel.Warning, "Crisis rule {RuleId} was switched on by {UserId}", EventName = "CrisisRuleActivated")]
    private static partial void LogActivated(ILogger logger, Guid ruleId, Guid userId);
}

/// <remarks>ShareTail: chance of such a share of negatives. CountTail: chance of so many at that hour of the week. LeastRatio, LeastRise: against the usual share.
/// BuildUp: evidence a slow build-up needs; 0: none is looked for. Hold: off, propose or apply, from HoldSeverity (high or critical) on.</remarks>
public sealed record NewCrisisRule
{
    [Required] public Guid? ClientId { get; init; }
    [Required, MaxLength(200)] public string? Name { get; init; }
    [Range(1e-15, 0.1)] public double ShareTail { get; init; } = 1e-5;
    [Range(1e-15, 1)] public double CountTail { get; init; } = 0.05;
    [Range(1, 10_000)] public int LeastNegatives { get; init; } = 6;
    [Range(1, 100)] public double LeastRatio { get; init; } = 1.75;
    [Range(0, 1)] public double LeastRise { get; init; } = 0.1;
    [Range(0, 1_000)] public double BuildUp { get; init; } = 14;
    [Range(0, 10_080)] public int CoolDownMinutes { get; init; } = 360;
    [MaxLength(5)] public int[] EscalateMinutes { get; init; } = [15, 60];
    [AllowedValues("off", "propose", "apply")] public string Hold { get; init; } = "propose";
    [AllowedValues("high", "critical")] public string HoldSeverity { get; init; } = "critical";
}

/// <remarks>Weeks: how far back; eight without it.</remarks>
public sealed record NewCrisisReplay([Range(1, 52)] int? Weeks = null);

/// <remarks>State: draft, active or retired. The other fields: as they were written.</remarks>
public sealed record CrisisRuleView
{
    public required Guid Id { get; init; }
    public required Guid ClientId { get; init; }
    public required string Name { get; init; }
    public required string State { get; init; }
    public required double ShareTail { get; init; }
    public required double CountTail { get; init; }
    public required int LeastNegatives { get; init; }
    public required double LeastRatio { get; init; }
    public required double LeastRise { get; init; }
    public required double BuildUp { get; init; }
    public required int CoolDownMinutes { get; init; }
    public required int[] EscalateMinutes { get; init; }
    public required string Hold { get; init; }
    public required string HoldSeverity { get; init; }
    public required string CreatedByName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string? ActivatedByName { get; init; }
    public DateTimeOffset? ActivatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; init; }
}

/// <remarks>Alarms: null until it is finished. AlarmsPerWeek: of the span.</remarks>
public sealed record CrisisReplayView
{
    public required Guid Id { get; init; }
    public required Guid ClientId { get; init; }
    public required Guid RuleId { get; init; }
    public required DateTimeOffset FromAt { get; init; }
    public required DateTimeOffset ToAt { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public double? Weeks { get; init; }
    public double? AlarmsPerWeek { get; init; }
    public IReadOnlyList<ReplayedAlarm>? Alarms { get; init; }
}

/// <remarks>Hours: length of the window that alarmed. UsualShare: null where nothing was usual yet.</remarks>
public sealed record ReplayedAlarm(DateTimeOffset At, string Kind, string Severity, double Hours, double Comments, double Negatives, double ExpectedNegatives, double? UsualShare);

/// <remarks>Newest first.</remarks>
public sealed record CrisisReplayList(IReadOnlyList<CrisisReplayView> Items);
