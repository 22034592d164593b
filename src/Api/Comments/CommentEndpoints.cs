using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Comments;

/// <summary>What people wrote under our posts.</summary>
internal static class CommentEndpoints
{
    private static readonly string[] Platforms = ["instagram", "facebook", "youtube"];

    public static void MapComments(this IEndpointRouteBuilder app)
    {
        var comments = app.MapGroup("/v1/comments").WithTags("Comments").RequireAuthorization().ProducesProblem(400).ProducesProblem(401);
        comments.MapGet("/", ListAsync).WithName("listComments").WithSummary("댓글 목록과 검색 (q, 한국어 부분 일치) | List and search comments, newest first");
    }

    private static async Task<Results<Ok<Page<CommentView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, CommentSql comments, CancellationToken ct,
        Guid? client_id = null, Guid? account_id = null, string? platform = null, string? q = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        if (platform is not null && !Platforms.Contains(platform))
            return ProblemKinds.Invalid.Because("platform 값이 올바르지 않습니다", "platform must be one of " + string.Join(", ", Platforms)).ToProblem();
        if (q is { Length: > 200 })
            return ProblemKinds.Invalid.Because("검색어는 200자까지입니다", "q may have up to 200 characters").ToProblem();
        var filter = new CommentFilter(caller.Bounded(client_id), account_id, platform, SearchText.Fold(q), from, to);
        return TypedResults.Ok(page.Cut(await comments.ListAsync(filter, page, ct), c => new Cursor(c.PostedAt, c.Id.ToString())));
    }
}

public sealed record CommentView(
    Guid Id, Guid ClientId, Guid AccountId, string Platform, string PlatformCommentId, string PlatformPostId, string? ParentCommentId,
    string Author, string Message, DateTimeOffset PostedAt, DateTimeOffset ReceivedAt, DateTimeOffset? EditedAt);
