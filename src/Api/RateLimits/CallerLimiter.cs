using System.Globalization;
using System.Threading.RateLimiting;
using SnsOps.Api.Auth;

namespace SnsOps.Api.RateLimits;

/// <summary>One bucket of calls for each person, key or address. What is left of it stands in each answer.</summary>
/// <remarks>Header fields as in https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/</remarks>
internal sealed class CallerLimiter(RateLimitOptions options) : IDisposable
{
    private const string Policy = "RateLimit-Policy";
    private const string Left = "RateLimit";

    /// <summary>The limiter of all endpoints that do not say otherwise.</summary>
    public PartitionedRateLimiter<HttpContext> Limiter { get; } = PartitionedRateLimiter.Create<HttpContext, string>(context =>
    {
        var (kind, id, perMinute) = Of(context, options);
        return RateLimitPartition.GetTokenBucketLimiter($"{kind}:{id}", _ => Bucket(perMinute));
    });

    /// <summary>Writes what the caller may still do into the answer.</summary>
    public void Tell(HttpContext context)
    {
        if (Limiter.GetStatistics(context) is not { } state)
            return;
        var (kind, _, perMinute) = Of(context, options);
        var wait = Math.Ceiling((perMinute - state.CurrentAvailablePermits) * 60.0 / perMinute);
        context.Response.Headers[Policy] = string.Create(CultureInfo.InvariantCulture, $"\"{kind}\";q={perMinute};w=60");
        context.Response.Headers[Left] = string.Create(CultureInfo.InvariantCulture, $"\"{kind}\";r={state.CurrentAvailablePermits};t={wait}");
    }

    /// <inheritdoc />
    public void Dispose() => Limiter.Dispose();

    private static (string Kind, string Id, int PerMinute) Of(HttpContext context, RateLimitOptions options) => Caller.Of(context) switch
    {
        { KeyId: { } key } => ("key", key.ToString(), options.KeyPerMinute),
        { } caller => ("user", caller.UserId.ToString(), options.UserPerMinute),
        null => ("address", context.Connection.RemoteIpAddress?.ToString() ?? "", options.AnonymousPerMinute),
    };

    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute, QueueLimit = 0,
        TokensPerPeriod = Math.Max(1, perMinute / 60), ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 60.0 / perMinute)),
    };
}
