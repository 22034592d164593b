using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Operations;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Platforms;

/// <summary>How we stand with the platforms: what is left of every budget, who is throttled, what failed last; and each call that was made.</summary>
internal static class PlatformEndpoints
{
    private static readonly string[] Verdicts = ["answered", "throttled", "failed", "cancelled"];

    public static void MapPlatforms(this IEndpointRouteBuilder app)
    {
        var platforms = app.MapGroup("/v1/platforms").WithTags("Platforms").RequireAuthorization().ProducesProblem(401).ProducesProblem(400);
        platforms.MapGet("/health", HealthAsync).WithName("getPlatformHealth")
            .WithSummary("플랫폼 상태: 한도, 차단기, 마지막 성공과 오류 | Budgets, breakers, last success and last error, by app and account");
        platforms.MapGet("/calls", CallsAsync).RequireAuthorization(Roles.AdminOnly).ProducesProblem(403).WithName("listPlatformCalls")
            .WithSummary("외부 호출 기록 | Calls that were made to systems outside, newest first; the last day unless from says otherwise");
    }

    private static async Task<Ok<PlatformHealth>> HealthAsync(Caller caller, PageRequest page, ExternalCallViews limits, PlatformSql platforms, CancellationToken ct, Guid? client_id = null)
    {
        var isAdmin = caller.Role == Roles.Admin;
        var accounts = page.Cut(await platforms.AccountsAsync(caller.Bounded(client_id), page, ct), a => new Cursor(a.CreatedAt, a.AccountId.ToString()));
        var budgets = await limits.BudgetsAsync([.. accounts.Items.Select(a => a.AccountId)], ct);
        return TypedResults.Ok(new PlatformHealth(
            isAdmin ? await platforms.SystemsAsync(ct) : [],
            isAdmin ? [.. budgets.Where(b => b.AccountId is null)] : [],
            [.. accounts.Items.Select(a => a.With([.. budgets.Where(b => b.AccountId == a.AccountId)]))],
            accounts.NextPageToken));
    }

    private static async Task<Results<Ok<Page<CallView>>, ProblemHttpResult>> CallsAsync(
        PageRequest page, PlatformSql platforms, CancellationToken ct,
        Guid? client_id = null, Guid? account_id = null, string? scope = null, string? endpoint = null, string? verdict = null, string? error = null, string? correlation_id = null,
        Guid? attempt_id = null, bool failed = false, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        if (verdict is not null && !Verdicts.Contains(verdict))
            return ProblemKinds.Invalid.Because("verdict 값이 올바르지 않습니다", "verdict must be one of " + string.Join(", ", Verdicts)).ToProblem();
        if (page.After is { } after && !long.TryParse(after.Id, out _))
            return ProblemKinds.Invalid.Because("page_token 값이 올바르지 않습니다", "page_token is not one of this list").ToProblem();
        var filter = new CallFilter(client_id, account_id, scope, endpoint, verdict, error, correlation_id, attempt_id, failed, from, to);
        return TypedResults.Ok(page.Cut(await platforms.CallsAsync(filter, page, ct), c => new Cursor(c.At, c.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }
}

/// <remarks>Systems and Budgets: of the agency as a whole, shown to admins. Accounts: those the caller works for, a page of them.</remarks>
public sealed record PlatformHealth(IReadOnlyList<SystemHealth> Systems, IReadOnlyList<BudgetView> Budgets, IReadOnlyList<AccountHealth> Accounts, string? NextPageToken);

/// <remarks>State: closed, open, probing or waiting_for_probe.</remarks>
public sealed record SystemHealth
{
    public required string Scope { get; init; }
    public required string State { get; init; }
    public int Failures { get; init; }
    public DateTimeOffset? OpenUntil { get; init; }
    public DateTimeOffset? LastCallAt { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
    public DateTimeOffset? LastErrorAt { get; init; }
    public string? LastError { get; init; }
}

/// <remarks>State: active, needs_reconnect or disabled. Breaker: of the system it was last called at. LastError: the platform's code or the kind of failure. ThrottledUntil: no call is made before.</remarks>
public sealed record AccountHealth
{
    public required Guid AccountId { get; init; }
    public required Guid ClientId { get; init; }
    public required string Platform { get; init; }
    public required string Name { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Breaker { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
    public DateTimeOffset? LastErrorAt { get; init; }
    public string? LastError { get; init; }
    public DateTimeOffset? ThrottledUntil { get; init; }
    public IReadOnlyList<BudgetView> Budgets { get; init; } = [];

    internal AccountHealth With(IReadOnlyList<BudgetView> budgets) => this with { Budgets = budgets, ThrottledUntil = budgets.Max(b => b.ClosedUntil) };
}

/// <remarks>Verdict: answered, throttled, failed or cancelled. Try: which, of a read that was repeated.</remarks>
public sealed record CallView(
    long Id, DateTimeOffset At, string Scope, string Endpoint, string Method, string Priority, Guid ClientId, Guid? AccountId, string Verdict, short? Status, float Ms, string? ErrorCode, short Try,
    Guid? AttemptId, string? CorrelationId);

/// <summary>Which calls a list shows.</summary>
internal sealed record CallFilter(
    Guid? ClientId, Guid? AccountId, string? Scope, string? Endpoint, string? Verdict, string? Error, string? CorrelationId, Guid? AttemptId, bool Failed, DateTimeOffset? From, DateTimeOffset? To);
