using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Control;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Webhooks;

/// <summary>Subscribing, and how far the sending is.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder control)
    {
        control.MapPost("/webhooks", Subscribe);
        control.MapDelete("/webhooks/{accountId}", Results<NoContent, NotFound> (string accountId, WebhookSender sender) => sender.Unsubscribe(accountId) ? TypedResults.NoContent() : TypedResults.NotFound());
        control.MapGet("/webhooks", (WebhookSender sender) => TypedResults.Ok(sender.Views));
    }

    private static Results<NoContent, BadRequest<ControlError>> Subscribe(NewSubscription body, WebhookSender sender, Store store)
    {
        if (!store.World.Accounts.TryGetValue(body.AccountId, out var account) || account.Platform == Platform.YouTube)
            return TypedResults.BadRequest(new ControlError($"no Instagram or Facebook account {body.AccountId}"));
        if (body.Batch is < 1 or > 1000 || body.Drop is < 0 or > 1 || body.Duplicate is < 0 or > 1 || !body.Url.IsAbsoluteUri)
            return TypedResults.BadRequest(new ControlError("batch lies between 1 and 1000, drop and duplicate between 0 and 1, and url is absolute"));
        sender.Subscribe(body);
        return TypedResults.NoContent();
    }
}
