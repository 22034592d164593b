using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Deliveries;

/// <summary>E-mails, text messages and Slack messages that were sent or will be.</summary>
internal static class DeliveryEndpoints
{
    public static void MapDeliveries(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/deliveries", ListAsync).WithTags("Notifications").RequireAuthorization().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404)
            .WithName("listDeliveries").WithSummary("나에게 보낸 메일·문자·Slack, 또는 클라이언트의 메일 | What was sent to me, or a client's mail");

    private static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, DeliverySql deliveries, CancellationToken ct, Guid? client_id = null)
    {
        if (client_id is { } id && !caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (client_id is not null && caller.Role == Roles.Client)
            return ProblemKinds.Forbidden.Plain().ToProblem();
        var rows = client_id is { } client ? await deliveries.OfClientAsync(client, page, ct) : await deliveries.OfUserAsync(caller.UserId, page, ct);
        return TypedResults.Ok(page.Cut(rows, d => new Cursor(d.CreatedAt, d.Id.ToString())));
    }
}
