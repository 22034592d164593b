using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;

namespace SnsOps.Api.LlmUsage;

/// <summary>What language models cost each client, and what a client may spend.</summary>
internal static class LlmUsageEndpoints
{
    public static void MapLlmUsage(this IEndpointRouteBuilder app)
    {
        var clients = app.MapGroup("/v1/clients/{id:guid}/llm").WithTags("Language models").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        clients.MapGet("/usage", UsageAsync).RequireAuthorization(Roles.Managers).WithName("getLlmUsage")
            .WithSummary("AI 사용량과 비용: 한 달, 작업과 모델별 | Tokens and cost of a month of Seoul, by task and model; this month unless month (any day of it) says otherwise");
        clients.MapPut("/budget", SetBudgetAsync).RequireAuthorization(Roles.AdminOnly).ProducesProblem(400).WithName("setLlmBudget").WithSummary("AI 월 예산 | What the client may spend in a month");
    }

    private static async Task<Results<Ok<LlmUsageView>, ProblemHttpResult>> UsageAsync(Guid id, Caller caller, LlmUsageSql usage, CancellationToken ct, DateOnly? month = null) =>
        caller.Sees(id) ? TypedResults.Ok(await usage.ReadAsync(id, month, ct)) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<NoContent, ProblemHttpResult>> SetBudgetAsync(Guid id, NewLlmBudget body, Caller caller, LlmUsageSql usage, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        await usage.SetBudgetAsync(id, (long)(body.MonthUsd!.Value * 1_000_000), ct);
        return TypedResults.NoContent();
    }
}

public sealed record NewLlmBudget([Required, Range(0, 1_000_000)] decimal? MonthUsd);

/// <remarks>BudgetUsd is null where the default of the settings holds. SpentUsd counts what is set aside for requests on their way.</remarks>
public sealed record LlmUsageView(DateOnly Month, decimal SpentUsd, decimal? BudgetUsd, IReadOnlyList<LlmUsageLine> Lines);

/// <remarks>Provider "embedded": written without a model. Truncated: broke off before their end.</remarks>
public sealed record LlmUsageLine
{
    public required string Task { get; init; }
    public string? Provider { get; init; }
    public string? Model { get; init; }
    public long Requests { get; init; }
    public long FromCache { get; init; }
    public long Truncated { get; init; }
    public long Failed { get; init; }
    public long InputTokens { get; init; }
    public long OutputTokens { get; init; }
    public long WastedTokens { get; init; }
    public decimal CostUsd { get; init; }
    public double? MedianMs { get; init; }
}
