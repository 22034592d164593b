using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using SnsOps.Api.Auth;
using SnsOps.Shared.Hosting;

namespace SnsOps.Api.RateLimits;

/// <summary>Wires ASP.NET's rate limiter: a bucket per caller over everything, and a tighter one for signing in.</summary>
internal static class RateLimitSetup
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddCheckedOptions<RateLimitOptions>("RateLimits");
        services.AddSingleton<CallerLimiter>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<CallerLimiter>((limits, callers) =>
        {
            limits.GlobalLimiter = callers.Limiter;
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limits.AddPolicy(AuthEndpoints.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = context.RequestServices.GetRequiredService<AuthOptions>().LoginsPerMinute, Window = TimeSpan.FromMinutes(1),
                }));
        });
    }

    /// <summary>After authentication: whose calls they are decides which bucket they are of.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        var callers = app.Services.GetRequiredService<CallerLimiter>();
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null)
                context.Response.OnStarting(() =>
                {
                    callers.Tell(context);
                    return Task.CompletedTask;
                });
            return next(context);
        });
        app.UseRateLimiter();
    }
}
