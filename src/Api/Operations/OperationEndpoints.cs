using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;

namespace SnsOps.Api.Operations;

/// <summary>How the fleet is doing. Admins only.</summary>
internal static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        var operations = app.MapGroup("/v1/operations").WithTags("Operations").RequireAuthorization(Roles.AdminOnly).ProducesProblem(401).ProducesProblem(403);
        operations.MapGet("/job-runs", JobRunsAsync).ProducesProblem(400).WithName("listJobRuns").WithSummary("스케줄 실행 이력 | Firings of the schedules, newest first");
        operations.MapGet("/dead-letters", DeadLettersAsync).ProducesProblem(400).WithName("listDeadLetters").WithSummary("데드 레터 | Messages nobody could read");
        operations.MapPost("/dead-letters/{id:guid}/redrive", RedriveAsync).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503)
            .WithName("redriveDeadLetter").WithSummary("데드 레터 다시 보내기 | Send one to its topic again");
        operations.MapGet("/workers", WorkersAsync).WithName("listWorkers").WithSummary("프로세스, 리스, 지연 | Processes, their leases and lag");
        operations.MapGet("/budgets", BudgetsAsync).WithName("listBudgets").WithSummary("호출 한도와 사용량 | Budgets of calls, the fullest first");
        operations.MapGet("/breakers", BreakersAsync).WithName("listBreakers").WithSummary("외부 시스템 차단기 | Systems outside that failed, and whether calls are stopped");
    }

    private static async Task<Ok<Page<JobRunView>>> JobRunsAsync(PageRequest page, OperationSql operations, CancellationToken ct, string? job = null)
    {
        var rows = await operations.JobRunsAsync(job, page, ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(r => r.View())], r => new Cursor(r.ScheduledFor, r.Job)));
    }

    private static async Task<Ok<Page<DeadLetterView>>> DeadLettersAsync(PageRequest page, OperationSql operations, CancellationToken ct, bool waiting = false) =>
        TypedResults.Ok(page.Cut(await operations.DeadLettersAsync(waiting, page, ct), d => new Cursor(d.CreatedAt, d.Id.ToString())));

    private static async Task<Results<Accepted, ProblemHttpResult>> RedriveAsync(Guid id, Caller caller, DeadLetters deadLetters, OperationSql operations, CancellationToken ct)
    {
        if (await deadLetters.RedriveAsync(id, caller.UserId, ct))
            return TypedResults.Accepted((string?)null);
        return (await operations.DeadLetterStateAsync(id, ct) switch
        {
            null => ProblemKinds.DeadLetterNotFound,
            true => ProblemKinds.DeadLetterRedriven,
            false => ProblemKinds.BrokerAway,
        }).Plain().ToProblem();
    }

    private static async Task<Ok<Page<WorkerView>>> WorkersAsync(OperationSql operations, CancellationToken ct) =>
        TypedResults.Ok(new Page<WorkerView>([.. (await operations.WorkersAsync(ct)).Select(w => w.View())], null));

    private static async Task<Ok<Page<BudgetView>>> BudgetsAsync(ExternalCallViews limits, CancellationToken ct) => TypedResults.Ok(new Page<BudgetView>(await limits.BudgetsAsync(null, ct), null));

    private static async Task<Ok<Page<BreakerStateView>>> BreakersAsync(ExternalCallViews limits, CancellationToken ct) => TypedResults.Ok(new Page<BreakerStateView>(await limits.BreakersAsync(ct), null));
}

/// <remarks>MissedSince: A coalesced run speaks for the firings since then.</remarks>
public sealed record JobRunView(
    string Job, DateTimeOffset ScheduledFor, string State, string Cause, Guid Owner, int Epoch, bool Late, DateTimeOffset? MissedSince,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, JsonElement Detail, string? Error);

/// <remarks>BodyText: The first 2,000 bytes, where they are text.</remarks>
public sealed record DeadLetterView(
    Guid Id, string ClusterId, string Topic, int Partition, long Offset, string? Kind, string Reason, int BodyBytes, string? BodyText,
    DateTimeOffset CreatedAt, DateTimeOffset? RedrivenAt, Guid? RedrivenBy);

/// <remarks>Alive: Its lease has not ended. Lag: Topic → messages not read yet.</remarks>
public sealed record WorkerView(
    Guid Id, string Process, string Host, int Pid, string Version, bool Alive, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, DateTimeOffset LeaseUntil,
    double? ClockSkewMs, IReadOnlyDictionary<string, long> Lag);
