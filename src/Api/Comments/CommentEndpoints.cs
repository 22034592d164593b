using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Comments;

/// <summary>What people wrote under our posts.</summary>
internal static class CommentEndpoints
{
    private static readonly string[] Platforms = ["instagram", "facebook", "youtube"];
    private static readonly string[] States = ["visible", "hidden", "deleted"];
    private static readonly string[] Sentiments = ["positive", "neutral", "negative", "crisis", CommentFilter.Unscored];

    public static void MapComments(this IEndpointRouteBuilder app)
    {
        var comments = app.MapGroup("/v1/comments").WithTags("Comments").RequireAuthorization().ProducesProblem(401);
        comments.MapGet("/", ListAsync).ProducesProblem(400).WithName("listComments").WithSummary("댓글 목록과 검색 (q, 한국어 부분 일치) | List and search comments, newest first");
        comments.MapGet("/coverage", CoverageAsync).WithName("commentCoverage").WithSummary("계정별 댓글 수집 상태: 플랫폼이 센 수, 받은 수, 웹훅 | How complete each account's comments are, and whether its webhooks come");
        comments.MapGet("/{id:guid}", GetAsync).ProducesProblem(404).WithName("getComment").WithSummary("댓글 하나 | One comment");
    }

    private static async Task<Results<Ok<Page<CommentView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, CommentSql comments, CancellationToken ct,
        Guid? client_id = null, Guid? account_id = null, string? platform = null, string? sentiment = null, string? q = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? state = null)
    {
        if (platform is not null && !Platforms.Contains(platform))
            return ProblemKinds.Invalid.Because("platform 값이 올바르지 않습니다", "platform must be one of " + string.Join(", ", Platforms)).ToProblem();
        if (sentiment is not null && !Sentiments.Contains(sentiment))
            return ProblemKinds.Invalid.Because("sentiment 값이 올바르지 않습니다", "sentiment must be one of " + string.Join(", ", Sentiments)).ToProblem();
        if (state is not null && !States.Contains(state))
            return ProblemKinds.Invalid.Because("state 값이 올바르지 않습니다", "state must be one of " + string.Join(", ", States)).ToProblem();
        if (q is { Length: > 200 })
            return ProblemKinds.Invalid.Because("검색어는 200자까지입니다", "q may have up to 200 characters").ToProblem();
        var filter = new CommentFilter(caller.Bounded(client_id), account_id, platform, sentiment, SearchText.Fold(q), from, to, state);
        return TypedResults.Ok(page.Cut(await comments.ListAsync(filter, page, ct), c => new Cursor(c.PostedAt, c.Id.ToString())));
    }

    private static async Task<Ok<CoverageList>> CoverageAsync(Caller caller, CoverageSql coverage, CancellationToken ct, Guid? client_id = null, Guid? account_id = null) =>
        TypedResults.Ok(new CoverageList(await coverage.ListAsync(caller.Bounded(client_id), account_id, ct)));

    private static async Task<Results<Ok<CommentView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, CommentSql comments, CancellationToken ct) =>
        await comments.FindAsync(id, caller.ClientIds, ct) is { } comment ? TypedResults.Ok(comment) : ProblemKinds.CommentNotFound.Plain().ToProblem();
}

/// <remarks>Sentiment: null until a model has read it. Score: its probability. SentimentModel: staff, when a person corrected it. SentimentSpans: the words that decided, in UTF-16 units of Message. ReplyState: of the newest answer. AiReplyEngine: who wrote the draft.
/// DeletedAt: it is not on the platform any more. HiddenAt: only its author and the account see it; HiddenAs: hidden, held (for review) or spam.
/// Action, ActionState: the newest thing we did to it, and where that stands.
/// ThreadVersion: of a comment that is asked for by its id; an answer says it as seen_version.</remarks>
public sealed record CommentView
{
    public required Guid Id { get; init; }
    public required Guid ClientId { get; init; }
    public required Guid AccountId { get; init; }
    public required string Platform { get; init; }
    public required string PlatformCommentId { get; init; }
    public required string PlatformPostId { get; init; }
    public string? ParentCommentId { get; init; }
    public required string Author { get; init; }
    public required string Message { get; init; }
    public required DateTimeOffset PostedAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public DateTimeOffset? HiddenAt { get; init; }
    public string? HiddenAs { get; init; }
    public string? Sentiment { get; init; }
    public float? Score { get; init; }
    public string? SentimentModel { get; init; }
    public DateTimeOffset? ScoredAt { get; init; }
    public IReadOnlyList<SentimentSpan>? SentimentSpans => SpansFlat?.Chunk(3).Select(s => new SentimentSpan(s[0], s[1], s[2] / 1000.0)).ToList();
    public string? AiReplyDraft { get; init; }
    public string? AiReplyEngine { get; init; }
    public string? ReplyState { get; init; }
    public DateTimeOffset? RepliedAt { get; init; }
    public string? Action { get; init; }
    public string? ActionState { get; init; }
    public string? ThreadVersion { get; init; }

    [JsonIgnore] public int[]? SpansFlat { get; init; }
}

/// <remarks>Weight: part of what spoke for the class, 0 to 1.</remarks>
public sealed record SentimentSpan(int Start, int Length, double Weight);
