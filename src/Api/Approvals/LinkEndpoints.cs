using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Connections;
using SnsOps.Api.Contacts;
using SnsOps.Api.Hosting;
using SnsOps.Api.Idempotency;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Approvals;

/// <summary>Staff make, list and end links for the client's approval.</summary>
internal static partial class LinkEndpoints
{
    private const int TokenBytes = 32;

    public static void MapApprovalLinks(this RouteGroupBuilder v1)
    {
        // Its answer has the token, so it is not kept for the key of the call: called again it makes another link.
        v1.MapPost("/clients/{id:guid}/approval-links", MakeAsync).RequireAuthorization(Roles.Staff).WithMetadata(new AnswerIsNotKept()).ProducesProblem(400).ProducesProblem(409)
            .WithName("makeApprovalLink").WithSummary("고객 승인 링크 만들기 (주소는 한 번만 보임) | Make a link by which the client approves");
        v1.MapGet("/clients/{id:guid}/approval-links", ListAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400)
            .WithName("listApprovalLinks").WithSummary("고객 승인 링크 목록 | List the links");
        v1.MapDelete("/approval-links/{id:guid}", RevokeAsync).RequireAuthorization(Roles.Staff)
            .WithName("revokeApprovalLink").WithSummary("고객 승인 링크 취소 | End a link");
    }

    private static async Task<Results<Created<MadeApprovalLink>, ProblemHttpResult>> MakeAsync(
        Guid id, NewApprovalLink body, Caller caller, LinkSql links, ConnectOptions addresses, ContactOptions page, HttpContext context, ILogger<LinkSql> logger, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (string.IsNullOrWhiteSpace(body.Recipient))
            return ProblemKinds.Invalid.Because("받는 사람의 이름을 적어 주세요", "Say whom it is for").ToProblem();
        if ((PageAddress.Of(context.Request, addresses.RedirectBaseUrl) ?? PageAddress.Of(context.Request, page.PageUrl)) is not { } root)
            return ProblemKinds.AddressNotSetUp.Plain().ToProblem();
        var (linkId, token) = (Guid.CreateVersion7(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)));
        var (expiresAt, refused) = await links.InsertAsync(linkId, id, body, SessionSql.Hash(token), caller.UserId, ct);
        if (refused is not null)
            return refused.ToProblem();
        LogMade(logger, linkId, id, body.ContentIds!.Length, caller.UserId);
        context.Response.Headers.CacheControl = "no-store";
        // Behind the "#": browsers send that part to nobody, so no log, proxy or referrer ever has the token.
        return TypedResults.Created((string?)null, new MadeApprovalLink(linkId, $"{root}/approve.html#{token}", expiresAt));
    }

    private static async Task<Results<Ok<Page<ApprovalLinkView>>, ProblemHttpResult>> ListAsync(Guid id, Caller caller, PageRequest page, LinkSql links, CancellationToken ct, Guid? content_id = null) =>
        caller.Sees(id)
            ? TypedResults.Ok(page.Cut(await links.ListAsync(id, content_id, page, ct), l => new Cursor(l.CreatedAt, l.Id.ToString())))
            : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, Caller caller, LinkSql links, ILogger<LinkSql> logger, CancellationToken ct)
    {
        if (!await links.RevokeAsync(id, caller, ct))
            return ProblemKinds.ApprovalLinkNotFound.Plain().ToProblem();
        LogRevoked(logger, id, caller.UserId);
        return TypedResults.NoContent();
    }

    [LoggerMessage(5101, LogLevel.Information, "Approval link {LinkId} of client {ClientId} for {Contents} contents was made by {UserId}", EventName = "ApprovalLinkMade")]
    private static partial void LogMade(ILogger logger, Guid linkId, Guid clientId, int contents, Guid userId);

    [LoggerMessage(5102, LogLevel.Information, "Approval link {LinkId} was revoked by {UserId}", EventName = "ApprovalLinkRevoked")]
    private static partial void LogRevoked(ILogger logger, Guid linkId, Guid userId);
}
