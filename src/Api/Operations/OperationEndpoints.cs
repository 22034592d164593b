using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Operations;

/// <summary>How the fleet is doing. Admins only.</summary>
internal static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        var operations = app.MapGroup("/v1/operations").WithTags("Operations").RequireAuthorization(Roles.AdminOnly).ProducesProblem(401).ProducesProblem(403);
        operations.MapGet("/job-runs", JobRunsAsync).ProducesProblem(400).WithName("listJobRuns").WithSummary("스케줄 실행 이력 | Firings of the schedules, newest first");
        operations.MapGet("/workers", WorkersAsync).ProducesProblem(400).WithName("listWorkers").WithSummary("프로세스, 리스, 지연 | Processes, their leases and lag: the living, and the dead of the last day");
        operations.MapGet("/fleet", FleetAsync).WithName("getFleet").WithSummary("실행 파일별 상태: 살아 있는지, 버전, 언제부터 | The four executables: how many are alive, which versions, since when");
        operations.MapGet("/lanes", LanesAsync).WithName("listLanes").WithSummary("레인과 지연 | Lanes: who reads them, how far behind they are, and the work that waits");
        operations.MapGet("/budgets", BudgetsAsync).WithName("listBudgets").WithSummary("호출 한도와 사용량 | Budgets of calls, the fullest first");
        operations.MapGet("/breakers", BreakersAsync).WithName("listBreakers").WithSummary("외부 시스템 차단기 | Systems outside that failed, and whether calls are stopped");
        operations.MapJobs();
        operations.MapDeadLetters();
    }

    private static async Task<Ok<Page<JobRunView>>> JobRunsAsync(PageRequest page, OperationSql operations, CancellationToken ct, string? job = null)
    {
        var rows = await operations.JobRunsAsync(job, page, ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(r => r.View())], r => new Cursor(r.ScheduledFor, r.Job)));
    }

    private static async Task<Ok<Page<WorkerView>>> WorkersAsync(PageRequest page, OperationSql operations, CancellationToken ct) =>
        TypedResults.Ok(page.Cut([.. (await operations.WorkersAsync(page, ct)).Select(w => w.View())], w => new Cursor(w.StartedAt, w.Id.ToString())));

    private static async Task<Ok<FleetView>> FleetAsync(FleetSql fleet, CancellationToken ct) => TypedResults.Ok(await fleet.FleetAsync(ct));

    private static async Task<Ok<LanesView>> LanesAsync(FleetSql fleet, CancellationToken ct) => TypedResults.Ok(await fleet.LanesAsync(ct));

    private static async Task<Ok<Page<BudgetView>>> BudgetsAsync(ExternalCallViews limits, CancellationToken ct) => TypedResults.Ok(new Page<BudgetView>(await limits.BudgetsAsync(null, ct), null));

    private static async Task<Ok<Page<BreakerStateView>>> BreakersAsync(ExternalCallViews limits, CancellationToken ct) => TypedResults.Ok(new Page<BreakerStateView>(await limits.BreakersAsync(ct), null));
}

/// <remarks>MissedSince: A coalesced run speaks for the firings since then.</remarks>
public sealed record JobRunView(
    string Job, DateTimeOffset ScheduledFor, string State, string Cause, Guid Owner, int Epoch, bool Late, DateTimeOffset? MissedSince,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, JsonElement Detail, string? Error);

/// <remarks>Alive: Its lease has not ended. Lag: Topic → messages not read yet.</remarks>
public sealed record WorkerView(
    Guid Id, string Process, string Host, int Pid, string Version, bool Alive, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, DateTimeOffset LeaseUntil,
    double? ClockSkewMs, IReadOnlyDictionary<string, long> Lag);
