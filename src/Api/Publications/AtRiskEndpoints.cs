using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Publications;

/// <summary>Posts that will not go out for want of a token.</summary>
internal static class AtRiskEndpoints
{
    public static void MapAtRisk(this RouteGroupBuilder publications) => publications.MapGet("/at-risk", ListAsync).ProducesProblem(400)
        .WithName("listPublicationsAtRisk").WithSummary("토큰 때문에 나가지 못할 게시, 이른 것부터 | Publications within 72 hours that lack a working token, soonest first");

    private static async Task<Ok<Page<PublicationAtRisk>>> ListAsync(Caller caller, PageRequest page, AtRiskSql posts, CancellationToken ct, Guid? client_id = null) =>
        TypedResults.Ok(page.Cut(await posts.ListAsync(caller.Bounded(client_id), page, ct), p => new Cursor(p.DueAt, p.Id.ToString())));
}

/// <remarks>
/// Risk: reconnect (the account is set aside), expires (its grant ends before the post is due) or scope (it may not publish). HorizonHours: 72, 24 or 1: the closest it is within.
/// EndsAt: when the grant ends.
/// </remarks>
public sealed record PublicationAtRisk(
    Guid Id, Guid ClientId, Guid ContentId, string Title, Guid AccountId, string AccountName, string Platform, DateTimeOffset DueAt, string Risk, int HorizonHours, string? Reason, DateTimeOffset? EndsAt);
