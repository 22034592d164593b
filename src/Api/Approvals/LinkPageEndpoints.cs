using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Contents;
using SnsOps.Api.Live;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;

namespace SnsOps.Api.Approvals;

/// <summary>What the page behind an approval link asks for. Whoever holds the token may see its contents and decide on them, nothing else.</summary>
/// <remarks>The token comes in a header, from the part of the address that browsers keep to themselves.</remarks>
internal static partial class LinkPageEndpoints
{
    public const string Header = "X-Approval-Token";

    public static void MapApprovalLinkPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/v1/approval-link").WithTags("Approval link").AllowAnonymous().ProducesProblem(404).ProducesProblem(410);
        page.MapGet("/", ShowAsync).WithName("openApprovalLink").WithSummary("승인 링크로 볼 것 (X-Approval-Token 헤더) | What an approval link shows");
        page.MapPost("/contents/{id:guid}/approve", ApproveAsync).ProducesProblem(400).ProducesProblem(409).ProducesProblem(412).WithName("approveByLink").WithSummary("링크로 승인 | Approve by link");
        page.MapPost("/contents/{id:guid}/request-changes", RequestChangesAsync).ProducesProblem(400).ProducesProblem(409).ProducesProblem(412)
            .WithName("requestChangesByLink").WithSummary("링크로 수정 요청 | Ask for changes by link");
    }

    private static async Task<Results<Ok<LinkPageView>, ProblemHttpResult>> ShowAsync(HttpContext context, LinkSql links, ReviewPreviewSql previews, CancellationToken ct)
    {
        var (link, refused) = await OpenAsync(context, links, ct);
        return link is null ? refused!.ToProblem() : TypedResults.Ok(await ViewAsync(link, links, previews, ct));
    }

    private static Task<Results<Ok<LinkPageView>, ProblemHttpResult>> ApproveAsync(
        Guid id, LinkApproval body, HttpContext context, LinkSql links, ReviewPreviewSql previews, ReviewSql review, EventSignal signal, NudgeProducer producer, ILogger<LinkSql> logger, CancellationToken ct) =>
        DecideAsync(id, new ReviewDecision(true, null, body.Version), context, links, previews, review, signal, producer, logger, ct);

    private static Task<Results<Ok<LinkPageView>, ProblemHttpResult>> RequestChangesAsync(
        Guid id, LinkChanges body, HttpContext context, LinkSql links, ReviewPreviewSql previews, ReviewSql review, EventSignal signal, NudgeProducer producer, ILogger<LinkSql> logger, CancellationToken ct) =>
        DecideAsync(id, new ReviewDecision(false, body.Comment!.Trim(), body.Version), context, links, previews, review, signal, producer, logger, ct);

    private static async Task<Results<Ok<LinkPageView>, ProblemHttpResult>> DecideAsync(
        Guid id, ReviewDecision decision, HttpContext context, LinkSql links, ReviewPreviewSql previews, ReviewSql review, EventSignal signal, NudgeProducer producer, ILogger<LinkSql> logger, CancellationToken ct)
    {
        var (link, refused) = await OpenAsync(context, links, ct);
        if (link is null)
            return refused!.ToProblem();
        if (decision.Comment?.Length == 0)
            return ProblemKinds.Invalid.Because("어떤 점을 고치면 될지 적어 주세요", "Say what should be changed").ToProblem();
        var reviewer = new Reviewer(null, link.Id, link.Recipient, IsClient: true, [link.ClientId], Guid.CreateVersion7());
        (refused, var due) = await review.DecideAsync(id, decision, reviewer, ct);
        if (refused is not null)
            return refused.ToProblem();
        ContentReviewEndpoints.Nudge(producer, due);
        signal.Announce();
        LogDecided(logger, id, link.Id, decision.Approves);
        return TypedResults.Ok(await ViewAsync(link, links, previews, ct));
    }

    private static async Task<(HeldLink? Link, Refusal? Refused)> OpenAsync(HttpContext context, LinkSql links, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        var token = context.Request.Headers[Header].ToString();
        return token.Length is 0 or > 100 || await links.OpenAsync(SessionSql.Hash(token), ct) is not { } link ? (null, ProblemKinds.ApprovalLinkNotFound.Plain())
            : link.IsOpen ? (link, null)
            : (null, ProblemKinds.ApprovalLinkEnded.Plain());
    }

    private static async Task<LinkPageView> ViewAsync(HeldLink link, LinkSql links, ReviewPreviewSql previews, CancellationToken ct)
    {
        var items = new List<LinkItem>();
        foreach (var content in await links.ContentsAsync(link.Id, ct))
        {
            // What the agency is still working at is nobody else's to see.
            var posts = content.State is "waiting" or "approved" ? await previews.PostsAsync(content.Id, ct) : [];
            // What is approved goes out when it is scheduled, and not at all where that was called off.
            var at = content.State == "approved" ? content.ScheduledAt : content.PlannedAt ?? content.ScheduledAt;
            items.Add(new LinkItem(content.Id, content.Title, content.Version, content.State, at, content.PlannedZone, content.ReviewUntil, content.IsHeld, content.AskedFor, posts));
        }

        return new LinkPageView(link.ClientName, link.Recipient, link.ExpiresAt, items);
    }

    [LoggerMessage(5103, LogLevel.Information, "Content {ContentId} was decided on by approval link {LinkId}; approved: {Approved}", EventName = "ApprovalLinkDecided")]
    private static partial void LogDecided(ILogger logger, Guid contentId, Guid linkId, bool approved);
}

/// <remarks>Version: what was shown.</remarks>
public sealed record LinkApproval([Required] int? Version);

/// <remarks>Version: what was shown.</remarks>
public sealed record LinkChanges([Required] int? Version, [Required, MaxLength(4000)] string? Comment);

public sealed record LinkPageView(string ClientName, string Recipient, DateTimeOffset ExpiresAt, IReadOnlyList<LinkItem> Items);

/// <remarks>State: waiting, approved, staff_first, being_changed or expired. At: when it goes out; null: not set yet. AskedFor: the changes this link has asked for last.</remarks>
public sealed record LinkItem(
    Guid Id, string Title, int Version, string State, DateTimeOffset? At, string? TimeZone, DateTimeOffset? ReviewUntil, bool IsHeld, string? AskedFor, IReadOnlyList<PostPreview> Posts);
