using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Presence;

/// <summary>Who has the page open.</summary>
internal static class PresenceEndpoints
{
    public static void MapPresence(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/presence", ListAsync).WithTags("Live").RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404)
            .WithName("listPresence").WithSummary("지금 접속 중인 동료 | Who of those I work with is online (within five minutes)");

    private static async Task<Results<Ok<PresentUsers>, ProblemHttpResult>> ListAsync(
        Caller caller, PresenceSql presence, CancellationToken ct, Guid? client_id = null) =>
        client_id is { } id && !caller.Sees(id)
            ? ProblemKinds.ClientNotFound.Plain().ToProblem()
            : TypedResults.Ok(new PresentUsers(await presence.OnlineAsync(caller.Bounded(client_id), ct)));
}
