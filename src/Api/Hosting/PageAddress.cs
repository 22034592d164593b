using System.Net;

namespace SnsOps.Api.Hosting;

/// <summary>What the links begin with that leave the house.</summary>
internal static class PageAddress
{
    /// <summary>The first address that is configured; without one as the request came, but only on this machine: whoever calls may write any other host there. Null: it is not known.</summary>
    public static string? Of(HttpRequest request, params string[] configured) =>
        Array.Find(configured, c => c.Length > 0)?.TrimEnd('/') ?? (IsThisMachine(request.Host.Host) ? $"{request.Scheme}://{request.Host}" : null);

    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
