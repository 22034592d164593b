using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Live;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Contents;

/// <summary>Submitting, approving, sending back.</summary>
internal static class ContentReviewEndpoints
{
    public static void MapContentReview(this RouteGroupBuilder contents)
    {
        contents.MapPost("/{id:guid}/submit", SubmitAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithName("submitContent").WithSummary("검토 요청 (scheduled_at을 주면 그 시각까지 함께 승인받음) | Ask for review, of a time too if one is given");
        contents.MapPost("/{id:guid}/approve", ApproveAsync).RequireAuthorization(Roles.Reviewers).ProducesProblem(409).ProducesProblem(412)
            .WithName("approveContent").WithSummary("승인 (작성자 본인은 불가) | Approve; never one's own");
        contents.MapPost("/{id:guid}/request-changes", RequestChangesAsync).RequireAuthorization(Roles.Reviewers).ProducesProblem(409).ProducesProblem(412)
            .WithName("requestChanges").WithSummary("수정 요청 | Send it back with a comment");
    }

    /// <summary>Nudges for what an approval made due at once.</summary>
    internal static void Nudge(NudgeProducer producer, IReadOnlyList<DuePublication> due)
    {
        foreach (var publication in due)
            producer.Send(Topics.Publishing, Kinds.PublicationDue, publication.AccountId, publication.Id);
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> SubmitAsync(
        Guid id, SubmitRequest? body, Caller caller, ReviewSql review, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct)
    {
        if ((body?.ScheduledAt is null) != (body?.TimeZone is null))
            return ProblemKinds.Invalid.Because("scheduled_at과 time_zone은 함께 보내세요", "scheduled_at and time_zone come together").ToProblem();
        if (body?.TimeZone is { } name && (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) || !zone.HasIanaId))
            return ProblemKinds.UnknownTimeZone.Plain().ToProblem();
        return await AnswerAsync(await review.SubmitAsync(id, body?.ScheduledAt, body?.TimeZone, caller, ct), id, caller, contents, signal, context, ct);
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> ApproveAsync(
        Guid id, Caller caller, ReviewSql review, ContentSql contents, EventSignal signal, NudgeProducer producer, HttpContext context, CancellationToken ct)
    {
        var (refused, due) = await review.DecideAsync(id, new ReviewDecision(true, null, ContentEndpoints.VersionIn(context)), Reviewer.Of(caller), ct);
        Nudge(producer, due);
        return await AnswerAsync(refused, id, caller, contents, signal, context, ct);
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> RequestChangesAsync(
        Guid id, ChangesRequest body, Caller caller, ReviewSql review, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct)
    {
        var (refused, _) = await review.DecideAsync(id, new ReviewDecision(false, body.Comment, ContentEndpoints.VersionIn(context)), Reviewer.Of(caller), ct);
        return await AnswerAsync(refused, id, caller, contents, signal, context, ct);
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> AnswerAsync(
        Refusal? refused, Guid id, Caller caller, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct)
    {
        if (refused is not null)
            return refused.ToProblem();
        signal.Announce();
        return await ContentEndpoints.AnswerAsync(id, caller, contents, context, ct);
    }
}
