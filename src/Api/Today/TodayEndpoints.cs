using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Publications;

namespace SnsOps.Api.Today;

/// <summary>What needs somebody now, in one answer: the first thing staff look at in the morning.</summary>
internal static class TodayEndpoints
{
    public static void MapToday(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/today", GetAsync).WithTags("Today").RequireAuthorization().ProducesProblem(401).ProducesProblem(400)
            .WithName("getToday").WithSummary("지금 사람이 봐야 할 것: 위험, 확인, 실패, 검토, 만료, 답하지 않은 댓글, 마지막 수집 | What needs somebody now");

    private static async Task<Ok<TodayView>> GetAsync(Caller caller, TodaySql today, CancellationToken ct, Guid? client_id = null) =>
        TypedResults.Ok(await today.ReadAsync(caller.Bounded(client_id), ct));
}

/// <remarks>Each list has its first few; its count stops at Most, and says so by being equal to it.</remarks>
public sealed record TodayView(
    DateTimeOffset AsOf, int Most,
    TodayList<PublicationAtRisk> AtRisk, TodayList<WaitingPublication> Asked, TodayList<WaitingPublication> Failed, TodayList<WaitingContent> InReview,
    TodayList<ExpiringReview> Expiring, TodayList<WaitingComment> Unanswered, int Holds, IReadOnlyList<CollectedAccount> Accounts);

public sealed record TodayList<T>(int Count, IReadOnlyList<T> Items);

/// <remarks>Since: when it was asked about, or when it failed.</remarks>
public sealed record WaitingPublication(
    Guid Id, Guid ClientId, Guid ContentId, string Title, string AccountName, string Platform, string State, DateTimeOffset ScheduledAt, DateTimeOffset Since, string? Error);

/// <remarks>Since: when it was last changed.</remarks>
public sealed record WaitingContent(Guid Id, Guid ClientId, string Title, string CreatedByName, DateTimeOffset Since);

/// <remarks>ReviewUntil: within the next day; not approved by then, it is not published. Step: staff or client; null: it waits for its author's changes.</remarks>
public sealed record ExpiringReview(Guid Id, Guid ClientId, string Title, string? Step, DateTimeOffset ReviewUntil);

public sealed record WaitingComment(Guid Id, Guid ClientId, string Platform, string Author, string Message, string Sentiment, DateTimeOffset PostedAt);

/// <remarks>CommentsAt, FiguresAt: the last time its comments and its figures were collected within the last three hours; null: not within these.</remarks>
public sealed record CollectedAccount(Guid Id, Guid ClientId, string Platform, string Name, string State, string? ReconnectReason, DateTimeOffset? CommentsAt, DateTimeOffset? FiguresAt);
