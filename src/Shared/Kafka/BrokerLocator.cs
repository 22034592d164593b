using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SnsOps.Shared.Kafka;

/// <summary>Where Kafka is now. Clients made for one address are thrown away when it changes.</summary>
/// <param name="BootstrapServers">host:port[,…].</param>
/// <param name="ClusterId">Which cluster; dead letters are unique on it, and offsets of another one mean nothing.</param>
public sealed record BrokerAddress(string BootstrapServers, string ClusterId);

/// <summary>Tells the consumers and the producer where the broker is: from configuration, or from the row the embedded broker publishes.</summary>
public sealed partial class BrokerLocator(NpgsqlDataSource database, KafkaOptions options, ILogger<BrokerLocator> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private volatile BrokerAddress? _current =
        options.BootstrapServers.Length > 0 ? new BrokerAddress(options.BootstrapServers, "configured:" + options.BootstrapServers) : null;

    /// <summary>Null until the embedded broker has published itself.</summary>
    public BrokerAddress? Current => _current;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.BootstrapServers.Length > 0)
            return;
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                var address = await connection.QuerySingleOrDefaultAsync<BrokerAddress>(new CommandDefinition(
                    "select bootstrap_servers, cluster_id from kafka_brokers where id = 1", cancellationToken: stoppingToken));
                if (address is not null && address != _current)
                {
                    _current = address;
                    LogMoved(address.BootstrapServers, address.ClusterId);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogNotRead(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(7001, LogLevel.Information, "Kafka is at {BootstrapServers} (cluster {ClusterId})", EventName = "BrokerLocated")]
    private partial void LogMoved(string bootstrapServers, string clusterId);

    [LoggerMessage(7002, LogLevel.Warning, "The broker's address could not be read; the last one is kept", EventName = "BrokerAddressUnread")]
    private partial void LogNotRead(Exception e);
}
