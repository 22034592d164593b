using Dapper;
using Npgsql;

namespace SnsOps.Local.Broker;

/// <summary>The row by which every process finds the embedded broker, and notices that it is a new one.</summary>
public sealed class BrokerRow(string connectionString)
{
    /// <summary>Writes this broker's address unless it stands there already; true if it wrote.</summary>
    /// <remarks>Called again and again: PostgreSQL may have been restored, or the row written by a broker that was dying.</remarks>
    public async Task<bool> ClaimAsync(BrokerHost broker, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        return await connection.ExecuteAsync(new CommandDefinition("""
            insert into kafka_brokers (id, bootstrap_servers, cluster_id, published_at)
            select 1, @Bootstrap, @ClusterId, clock_timestamp()
             where not exists (select from kafka_brokers where id = 1 and cluster_id = @ClusterId and bootstrap_servers = @Bootstrap)
            on conflict (id) do update
               set bootstrap_servers = excluded.bootstrap_servers, cluster_id = excluded.cluster_id, published_at = excluded.published_at
            """, new { broker.Bootstrap, ClusterId = broker.ClusterId.ToString() }, cancellationToken: ct)) > 0;
    }

    /// <summary>The address that stands there now; null if there is none, or PostgreSQL is away.</summary>
    public async Task<BrokerAddress?> FindAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            return await connection.QuerySingleOrDefaultAsync<BrokerAddress>(new CommandDefinition("""
                select bootstrap_servers as Bootstrap, cluster_id as ClusterId from kafka_brokers where id = 1
                """, cancellationToken: ct));
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }
}

/// <summary>Where the broker is, and which life of it.</summary>
public sealed record BrokerAddress(string Bootstrap, string ClusterId);
