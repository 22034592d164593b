using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Webhooks;

/// <summary>Where Meta sends what happens on pages and Instagram accounts. https://developers.facebook.com/docs/graph-api/webhooks/getting-started</summary>
internal static partial class MetaWebhookEndpoints
{
    private const string Path = "/webhooks/meta";

    public static void MapMetaWebhooks(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Verify).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        app.MapPost(Path, ReceiveAsync).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription()
            .WithMetadata(new RequestSizeLimitAttribute(app.ServiceProvider.GetRequiredService<WebhookOptions>().MaxBytes));
    }

    /// <summary>The challenge is handed back to whoever knows our word.</summary>
    private static Results<ContentHttpResult, ProblemHttpResult> Verify(HttpContext context, WebhookOptions options)
    {
        var query = context.Request.Query;
        var isOurs = options.VerifyToken.Length > 0 && query["hub.mode"] == "subscribe"
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(query["hub.verify_token"].ToString()), Encoding.UTF8.GetBytes(options.VerifyToken));
        return isOurs ? TypedResults.Text(query["hub.challenge"].ToString(), "text/plain") : ProblemKinds.WebhookNotVerified.Plain().ToProblem();
    }

    /// <summary>Signature first, over the bytes as they came; then the row; then 200. All else happens later.</summary>
    private static async Task<Results<Ok, ProblemHttpResult>> ReceiveAsync(
        HttpContext context, MetaSignature signature, WebhookSql deliveries, NudgeProducer nudges, ILogger<WebhookSql> logger, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, ct);
        if (!signature.IsValid(body.GetBuffer().AsSpan(0, (int)body.Length), context.Request.Headers["X-Hub-Signature-256"]))
        {
            LogRefused(logger, body.Length);
            return ProblemKinds.WebhookNotSigned.Plain().ToProblem();
        }

        var id = await deliveries.KeepAsync(body.ToArray(), ct);
        nudges.Send(Topics.Collection, Kinds.WebhookReceived, id, id);
        return TypedResults.Ok();
    }

    [LoggerMessage(5061, LogLevel.Warning, "A webhook of {Bytes} bytes was refused: no app of ours has signed it", EventName = "WebhookRefused")]
    private static partial void LogRefused(ILogger logger, long bytes);
}
