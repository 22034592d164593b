using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Calendars;

namespace SnsOps.Api.Inbox;

/// <summary>How long people wait for an answer, in working time.</summary>
internal static class ResponseTimeEndpoints
{
    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Usual = TimeSpan.FromDays(28), Most = TimeSpan.FromDays(366);

    public static void MapResponseTimes(this RouteGroupBuilder inbox) => inbox.MapGet("/response-times", GetAsync).ProducesProblem(400)
        .WithName("responseTimes").WithSummary("첫 답글까지 걸린 업무 시간(중앙값, p90)과 답하지 않은 댓글 | Working time to the first answer (median, p90), and what is unanswered, by client");

    public static void MapBusinessHours(this IEndpointRouteBuilder app)
    {
        var hours = app.MapGroup("/v1/clients/{id:guid}/business-hours").WithTags("Inbox").RequireAuthorization(Roles.Staff).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        hours.MapGet("/", HoursAsync).WithName("getBusinessHours").WithSummary("업무 시간 | When the client's comments are answered");
        hours.MapPut("/", SetHoursAsync).RequireAuthorization(Roles.Managers).ProducesProblem(400).WithName("setBusinessHours").WithSummary("업무 시간 바꾸기 | Change it");
    }

    private static async Task<Results<Ok<ResponseTimeList>, ProblemHttpResult>> GetAsync(
        Caller caller, ResponseTimeSql answers, TimeProvider clock, CancellationToken ct, Guid? client_id = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        if (from < First || to < First)
            return ProblemKinds.Invalid.Because("from과 to는 2000년부터입니다", "from and to lie in 2000 or later").ToProblem();
        var until = to?.ToUniversalTime() ?? clock.GetUtcNow();
        var since = from?.ToUniversalTime() ?? until - Usual;
        if (since >= until || until - since > Most)
            return ProblemKinds.Invalid.Because("from은 to보다 앞이고 기간은 366일까지입니다", "from must lie before to, at most 366 days").ToProblem();
        var clients = caller.Bounded(client_id);
        var answered = await answers.AnswersAsync(clients, since, until, ct);
        var pairs = answered.ToLookup(a => a.ClientId);
        var counted = await answers.CountAsync(clients, since, until, [.. answered.Select(a => a.CommentId)], ct);
        return TypedResults.Ok(new ResponseTimeList(since, until, [.. counted.Select(c => Of(c, [.. pairs[c.ClientId]]))]));
    }

    private static ResponseTimes Of(CountedComments counted, AnsweredAt[] pairs)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(counted.TimeZone);
        var hours = counted.Weekdays is { } weekdays
            ? new BusinessHours(zone, counted.Opens!.Value, counted.Closes!.Value, weekdays, counted.ClosedHolidays!.Value)
            : BusinessHours.Usual(zone);
        var working = pairs.Select(p => hours.Between(p.PostedAt, p.AnsweredAtTime).TotalMinutes).Order().ToArray();
        var elapsed = pairs.Select(p => (p.AnsweredAtTime - p.PostedAt).TotalMinutes).Order().ToArray();
        return new ResponseTimes(
            counted.ClientId, counted.Client, counted.Comments, pairs.Length, counted.Unanswered, counted.Settled, counted.Gone,
            Quantile(working, 0.5), Quantile(working, 0.9), Quantile(elapsed, 0.5), Quantile(elapsed, 0.9), counted.WaitsSince);
    }

    /// <summary>The smallest value that so large a part does not exceed.</summary>
    internal static double? Quantile(double[] ordered, double part) => ordered.Length == 0 ? null : Math.Round(ordered[(int)Math.Ceiling(part * ordered.Length) - 1], 1);

    private static async Task<Results<Ok<BusinessHoursView>, ProblemHttpResult>> HoursAsync(Guid id, Caller caller, ResponseTimeSql answers, CancellationToken ct) =>
        caller.Sees(id) ? TypedResults.Ok(await answers.HoursAsync(id, ct) ?? new BusinessHoursView()) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<BusinessHoursView>, ProblemHttpResult>> SetHoursAsync(Guid id, NewBusinessHours body, Caller caller, ResponseTimeSql answers, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (body.Opens >= body.Closes || body.Weekdays!.Any(d => d is < 1 or > 7))
            return ProblemKinds.Invalid.Because("opens는 closes보다 앞이고 weekdays는 1(월)~7(일)이어야 합니다", "opens must lie before closes, and weekdays be 1 (Monday) to 7").ToProblem();
        await answers.SetHoursAsync(id, body, caller.UserId, ct);
        return TypedResults.Ok(await answers.HoursAsync(id, ct));
    }
}

/// <remarks>From, To: when the comments were written.</remarks>
public sealed record ResponseTimeList(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ResponseTimes> Items);

/// <remarks>
/// Comments: of others, in the period. Answered: with an answer that is out, by us or by the account on the platform itself. Unanswered: still open or snoozed. Settled: done without an answer of ours being asked for.
/// Gone: hidden or deleted. MedianMinutes, P90Minutes: working time to the first answer; null: none was answered. Elapsed…: by the clock on the wall. WaitsSince: the oldest unanswered one.
/// </remarks>
public sealed record ResponseTimes(
    Guid ClientId, string Client, int Comments, int Answered, int Unanswered, int Settled, int Gone,
    double? MedianMinutes, double? P90Minutes, double? ElapsedMedianMinutes, double? ElapsedP90Minutes, DateTimeOffset? WaitsSince);

/// <remarks>Weekdays: Monday is 1. ClosedHolidays: not on Korea's public holidays and their substitutes.</remarks>
public sealed record NewBusinessHours([Required] TimeOnly? Opens, [Required] TimeOnly? Closes, [Required, MinLength(1), MaxLength(7)] int[]? Weekdays, bool ClosedHolidays = true);

public sealed record BusinessHoursView
{
    public TimeOnly Opens { get; init; } = new(9, 0);
    public TimeOnly Closes { get; init; } = new(18, 0);
    public int[] Weekdays { get; init; } = [1, 2, 3, 4, 5];
    public bool ClosedHolidays { get; init; } = true;
    public DateTimeOffset? UpdatedAt { get; init; }
}
