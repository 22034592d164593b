using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Contents;
using SnsOps.Api.Live;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;

namespace SnsOps.Api.Approvals;

/// <summary>Who must approve, what waits for whom, what changed since, and how it will look.</summary>
internal static partial class ApprovalEndpoints
{
    public static void MapApprovals(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithTags("Approvals").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        v1.MapGet("/clients/{id:guid}/approval-policy", PolicyAsync).WithName("getApprovalPolicy").WithSummary("승인 단계 | How a client's contents are approved");
        v1.MapPut("/clients/{id:guid}/approval-policy", SetPolicyAsync).RequireAuthorization(Roles.Managers).ProducesProblem(400)
            .WithName("setApprovalPolicy").WithSummary("승인 단계 바꾸기: staff 또는 staff_then_client | Change it");
        v1.MapGet("/reviews", QueueAsync).ProducesProblem(400).WithName("listReviews").WithSummary("검토를 기다리는 것 (mine=true: 내 차례인 것) | What waits for a review");
        v1.MapPost("/reviews", DecideAsync).RequireAuthorization(Roles.Reviewers).ProducesProblem(400)
            .WithName("decideReviews").WithSummary("한꺼번에 승인하거나 수정 요청 (결과는 하나씩) | Decide on several, each for itself");
        v1.MapGet("/contents/{id:guid}/reviews", HistoryAsync).WithName("listContentReviews").WithSummary("검토 이력 | A content's reviews");
        v1.MapGet("/contents/{id:guid}/diff", DiffAsync).WithName("diffContent").WithSummary("마지막 승인 뒤 바뀐 것 | What changed since the last approval");
        v1.MapGet("/contents/{id:guid}/preview", PreviewAsync).WithName("previewReview").WithSummary("계정별로 게시될 모습 | As it will be posted, account by account");
        v1.MapApprovalLinks();
        app.MapApprovalLinkPage();
    }

    private static async Task<Results<Ok<ApprovalPolicyView>, ProblemHttpResult>> PolicyAsync(Guid id, Caller caller, PolicySql policies, CancellationToken ct) =>
        caller.Sees(id) ? TypedResults.Ok(await policies.FindAsync(id, ct)) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<ApprovalPolicyView>, ProblemHttpResult>> SetPolicyAsync(
        Guid id, NewApprovalPolicy body, Caller caller, PolicySql policies, ILogger<PolicySql> logger, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var policy = await policies.SetAsync(id, body.Steps!, caller.UserId, ct);
        LogPolicy(logger, id, policy.Steps, caller.UserId);
        return TypedResults.Ok(policy);
    }

    private static async Task<Ok<Page<WaitingReview>>> QueueAsync(Caller caller, PageRequest page, QueueSql queue, CancellationToken ct, Guid? client_id = null, bool mine = false) =>
        TypedResults.Ok(page.Cut(await queue.ListAsync(caller, caller.Bounded(client_id), mine, page, ct), r => new Cursor(r.SortAt, r.ContentId.ToString())));

    /// <summary>Each is decided for itself: what is refused is said beside what is done.</summary>
    private static async Task<Results<Ok<ReviewBatchAnswer>, ProblemHttpResult>> DecideAsync(
        ReviewBatch body, Caller caller, ReviewSql review, QueueSql queue, EventSignal signal, NudgeProducer producer, ILogger<ReviewSql> logger, CancellationToken ct)
    {
        var approves = body.Decision == "approve";
        if (!approves && string.IsNullOrWhiteSpace(body.Comment))
            return ProblemKinds.Invalid.Because("수정을 요청할 때는 comment에 이유를 적어 주세요", "Asking for changes takes a comment", new Dictionary<string, string[]> { ["comment"] = ["is required"] }).ToProblem();
        if (body.Items!.Any(i => i is null))
            return ProblemKinds.Invalid.Because("items에 빈 값이 있습니다", "items has an empty one", new Dictionary<string, string[]> { ["items"] = ["must not be null"] }).ToProblem();
        var reviewer = Reviewer.Of(caller);
        var outcomes = new List<ReviewOutcome>();
        foreach (var item in body.Items!.DistinctBy(i => i.ContentId))
        {
            var id = item.ContentId!.Value;
            var (refused, due) = await review.DecideAsync(id, new ReviewDecision(approves, body.Comment, item.Version), reviewer.ForOneOfMany(), ct);
            ContentReviewEndpoints.Nudge(producer, due);
            var (state, step) = await queue.StateAsync(id, caller.ClientIds, ct);
            outcomes.Add(new ReviewOutcome(id, refused is null, state, step, refused?.Kind.Code, refused?.Detail, refused?.DetailEn));
        }

        signal.Announce();
        LogDecided(logger, outcomes.Count(o => o.Done), outcomes.Count, body.Decision!, caller.UserId);
        return TypedResults.Ok(new ReviewBatchAnswer(outcomes));
    }

    private static async Task<Results<Ok<Page<ReviewEntry>>, ProblemHttpResult>> HistoryAsync(Guid id, Caller caller, HistorySql history, CancellationToken ct) =>
        await history.ListAsync(id, caller.ClientIds, ct) is { } entries ? TypedResults.Ok(new Page<ReviewEntry>(entries, null)) : ProblemKinds.ContentNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<ContentDiffView>, ProblemHttpResult>> DiffAsync(Guid id, Caller caller, HistorySql history, CancellationToken ct) =>
        await history.CompareAsync(id, caller.ClientIds, ct) is var (version, now, since, then)
            ? TypedResults.Ok(ContentDiff.Between(id, version, now, since, then))
            : ProblemKinds.ContentNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<ContentPreview>, ProblemHttpResult>> PreviewAsync(Guid id, Caller caller, ContentSql contents, ReviewPreviewSql previews, CancellationToken ct) =>
        await contents.FindAsync(id, caller.ClientIds, ct) is { } content
            ? TypedResults.Ok(new ContentPreview(id, content.Version, await previews.PostsAsync(id, ct)))
            : ProblemKinds.ContentNotFound.Plain().ToProblem();

    [LoggerMessage(5104, LogLevel.Information, "Contents of client {ClientId} are approved by {Steps} from now on, set by {UserId}", EventName = "ApprovalPolicySet")]
    private static partial void LogPolicy(ILogger logger, Guid clientId, string steps, Guid userId);

    [LoggerMessage(5105, LogLevel.Information, "{Done} of {Asked} contents were decided on ({Decision}) by {UserId}", EventName = "ReviewsDecided")]
    private static partial void LogDecided(ILogger logger, int done, int asked, string decision, Guid userId);
}
