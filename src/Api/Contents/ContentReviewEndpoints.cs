using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Live;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Contents;

/// <summary>Submitting, approving, sending back.</summary>
internal static class ContentReviewEndpoints
{
    public static void MapContentReview(this RouteGroupBuilder contents)
    {
        contents.MapPost("/{id:guid}/submit", SubmitAsync).RequireAuthorization(Roles.Staff).ProducesProblem(409).WithName("submitContent").WithSummary("검토 요청 | Ask for review");
        contents.MapPost("/{id:guid}/approve", ApproveAsync).RequireAuthorization(Roles.Reviewers).ProducesProblem(409).ProducesProblem(412)
            .WithName("approveContent").WithSummary("승인 (작성자 본인은 불가) | Approve; never one's own");
        contents.MapPost("/{id:guid}/request-changes", RequestChangesAsync).RequireAuthorization(Roles.Reviewers).ProducesProblem(409)
            .WithName("requestChanges").WithSummary("수정 요청 | Send it back with a comment");
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> SubmitAsync(
        Guid id, Caller caller, ReviewSql review, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct) =>
        await AnswerAsync(await review.SubmitAsync(id, caller, ct), id, caller, contents, signal, context, ct);

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> ApproveAsync(
        Guid id, Caller caller, ReviewSql review, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct) =>
        await AnswerAsync(await review.ApproveAsync(id, ContentEndpoints.VersionIn(context), caller, ct), id, caller, contents, signal, context, ct);

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> RequestChangesAsync(
        Guid id, ChangesRequest body, Caller caller, ReviewSql review, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct) =>
        await AnswerAsync(await review.RequestChangesAsync(id, body.Comment!, caller, ct), id, caller, contents, signal, context, ct);

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> AnswerAsync(
        Refusal? refused, Guid id, Caller caller, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct)
    {
        if (refused is not null)
            return refused.ToProblem();
        signal.Announce();
        return await ContentEndpoints.AnswerAsync(id, caller, contents, context, ct);
    }
}
