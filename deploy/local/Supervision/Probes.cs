using System.Net.Sockets;
using SnsOps.Local.Broker;
using SnsOps.Local.Postgres;
using SnsOps.Local.State;

namespace SnsOps.Local.Supervision;

/// <summary>Asks a member whether it is ready, from the outside, as a user of it would find it.</summary>
internal static class Probes
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    internal static Task<bool> AskAsync(ProbeKind kind, string address, string connectionString, CancellationToken ct) => kind switch
    {
        ProbeKind.Http => IsHealthyAsync(address, ct),
        ProbeKind.Postgres => PostgresCluster.AnswersAsync(connectionString, ct),
        _ => BrokerListensAsync(connectionString, ct),
    };

    private static async Task<bool> IsHealthyAsync(string url, CancellationToken ct)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(new Uri(url), "/health/ready"), ct);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The published address is that of a broker that listens: right after a restart it may still be the old one's.</summary>
    private static async Task<bool> BrokerListensAsync(string connectionString, CancellationToken ct)
    {
        try
        {
            if (await new BrokerRow(connectionString).FindAsync(ct) is not { } broker)
                return false;
            var colon = broker.Bootstrap.LastIndexOf(':');
            using var client = new TcpClient();
            await client.ConnectAsync(broker.Bootstrap[..colon], int.Parse(broker.Bootstrap[(colon + 1)..], null), ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
