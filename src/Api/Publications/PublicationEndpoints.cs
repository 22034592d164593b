using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Publications;

/// <summary>Contents on accounts: where each one stands, and its story.</summary>
internal static class PublicationEndpoints
{
    private static readonly string[] States = ["scheduled", "due", "claimed", "armed", "published", "retrying", "failed", "unknown", "missed", "cancelled"];

    public static void MapPublications(this IEndpointRouteBuilder app)
    {
        var publications = app.MapGroup("/v1/publications").WithTags("Publications").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        publications.MapGet("/", ListAsync).ProducesProblem(400).WithName("listPublications").WithSummary("게시 목록 | List publications, latest time first");
        publications.MapGet("/{id:guid}", GetAsync).WithName("getPublication").WithSummary("게시 하나와 그 이력 | One publication and its story");
        publications.MapResolve();
        publications.MapRetries();
        publications.MapAtRisk();
        publications.MapUploads();
        publications.MapPost("/{id:guid}/cancel", CancelAsync).RequireAuthorization(Roles.Staff).ProducesProblem(409).WithName("cancelPublication").WithSummary("게시 하나 취소 | Call one off");
    }

    private static async Task<Results<Ok<Page<PublicationView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, PublicationSql publications, CancellationToken ct,
        Guid? client_id = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? state = null)
    {
        if (state is not null && !States.Contains(state))
            return ProblemKinds.Invalid.Because("state 값이 올바르지 않습니다", "state must be one of " + string.Join(", ", States)).ToProblem();
        return TypedResults.Ok(page.Cut(await publications.ListAsync(caller.Bounded(client_id), from, to, state, page, ct), p => new Cursor(p.ScheduledAt, p.Id.ToString())));
    }

    private static async Task<Results<Ok<PublicationStory>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, StorySql stories, CancellationToken ct) =>
        await stories.FindAsync(id, caller.ClientIds, ct) is { } story ? TypedResults.Ok(story) : ProblemKinds.PublicationNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<PublicationStory>, ProblemHttpResult>> CancelAsync(Guid id, Caller caller, PublicationSql publications, StorySql stories, CancellationToken ct) =>
        await publications.CancelAsync(id, caller, ct) is { } refused
            ? refused.ToProblem()
            : await GetAsync(id, caller, stories, ct) is { Result: Ok<PublicationStory> ok } ? ok : ProblemKinds.PublicationNotFound.Plain().ToProblem();
}

/// <remarks>
/// DelayMs: How long after its second it was out; null until then. ResendAt: when a person wanted it sent after all. Visible: what the last look at the platform
/// showed; null when it has not been looked at.
/// </remarks>
public sealed record PublicationView(
    Guid Id, Guid ClientId, Guid ContentId, string Title, Guid AccountId, string AccountName, string Platform, string Format, string State, int Epoch,
    DateTimeOffset ScheduledAt, DateTimeOffset NextAttemptAt, int RetryCount, string? PlatformPostId, string? PostUrl, bool IdPending,
    DateTimeOffset? PublishedAt, double? DelayMs, string? ErrorCode, string? Error, DateTimeOffset? AskedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? ResendAt, bool? Visible);

/// <summary>What is said below the post, and where that stands; its attempts are among the others, with the step first_comment.</summary>
public sealed record FirstCommentView(string Text, string State, string? PlatformCommentId, DateTimeOffset? PublishedAt, string? ErrorCode, string? Error, DateTimeOffset? AskedAt);

/// <summary>A publication with every attempt (the open one, and the closed ones oldest first), the holds in force over it, and its whole story in order.</summary>
public sealed record PublicationStory(
    PublicationView Publication, IReadOnlyList<OpenAttempt> Attempts, IReadOnlyList<ClosedAttempt> PublishingLogs, IReadOnlyList<HoldInForce> Holds, IReadOnlyList<StoryLine> Timeline,
    FirstCommentView? FirstComment);

/// <remarks>Scope: content, account or client.</remarks>
public sealed record HoldInForce(Guid Id, string Scope, string Reason, string CreatedByName, DateTimeOffset Since);

/// <remarks>
/// Kind: scheduled, cancelled, retried, due, preparation, armed, doubted, outcome, person_verdict, missed, asked, hold_set, hold_lifted or read_back. Status: how an attempt, a
/// question or a look ended. By: the person. Number: of the attempt, or of the look. SendsAt: the time that was set. Step: post, prepare or first_comment, where the line is of one.
/// Lookups: of one that became unknown, the looks made since.
/// </remarks>
public sealed record StoryLine(
    DateTimeOffset At, string Kind, string? Status, string? By, string? Text, string? Code, Guid? AttemptId, int? Number, DateTimeOffset? SendsAt, string? Step, int? Lookups);

/// <remarks>DoubtedAt, UnknownCode, UnknownReason, Response: when it became unknown, why, and what the platform had said.</remarks>
public sealed record OpenAttempt(
    Guid Id, string Step, int Number, string State, DateTimeOffset ArmedAt, DateTimeOffset SendDeadline, string? UnknownReason, DateTimeOffset? NextLookupAt, int Lookups,
    DateTimeOffset? DoubtedAt, string? UnknownCode, string? Response);

/// <remarks>Response: what decided it: the platform's answer, or a person's word. DoubtedAt: null when it was never unknown; the Unknown ones: why, and what the platform had said.</remarks>
public sealed record ClosedAttempt(
    Guid AttemptId, string Step, int Number, int RetryCount, string Status, string ResolvedBy, string? Response, string? PlatformPostId,
    string? ErrorCode, string? Error, DateTimeOffset ArmedAt, DateTimeOffset ClosedAt, DateTimeOffset? DoubtedAt, string? UnknownCode, string? UnknownReason,
    string? UnknownResponse, int? Lookups);
