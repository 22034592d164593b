using SnsOps.Api.Auth;
using SnsOps.Shared.Database;
using SnsOps.Shared.Kafka;

namespace SnsOps.Api.Audit;

/// <summary>Notes for the length of a call who acts: the one place from which every change is audited.</summary>
internal static class ActingSetup
{
    public static void UseActing(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var method = context.Request.Method;
        Acting.Current = Caller.Of(context) is { } caller && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)
            ? new Acting(caller.UserId, caller.KeyId, Operation(context), Correlation.Current ?? context.TraceIdentifier)
            : null;
        return next(context);
    });

    private static string Operation(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? context.Request.Method;
}
