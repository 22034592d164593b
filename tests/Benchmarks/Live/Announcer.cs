using Confluent.Kafka;
using Dapper;
using Npgsql;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;

namespace SnsOps.Benchmarks.Live;

/// <summary>Does what a worker does that has something to tell: rows in a transaction, and "there are events" after its commit.</summary>
internal sealed class Announcer : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly IProducer<string, byte[]> _producer;

    private Announcer(NpgsqlConnection connection, IProducer<string, byte[]> producer) => (_connection, _producer) = (connection, producer);

    /// <summary>For a fleet with its embedded broker.</summary>
    public static async Task<Announcer> OpenAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        var broker = await connection.QuerySingleAsync<string>("select bootstrap_servers from kafka_brokers where id = 1");
        return new Announcer(connection, new ProducerBuilder<string, byte[]>(new KafkaOptions().ForProducer(broker)).Build());
    }

    /// <summary>Notices for the staff of a client, at a pace; each carries the moment just before its commit.</summary>
    /// <remarks>On a thread of its own, as in a process of its own: it must not wait behind what a thousand listeners of this process do.</remarks>
    public Task TellAsync(Guid client, string message, int count, double perSecond, CancellationToken ct) => Task.Factory.StartNew(
        () =>
        {
            var began = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < count && !ct.IsCancellationRequested; i++)
            {
                if (TimeSpan.FromSeconds(i / perSecond) - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } early)
                    Thread.Sleep(early);
                _connection.Execute($"""
                    insert into live_events (id, seq, type, client_id, payload)
                    values (@id, {LiveSequence.Next}, 'notification', @client, jsonb_build_object('at', @at, 'title', '알림', 'message', @message))
                    """, new { id = Guid.CreateVersion7(), client, at = TimeProvider.System.GetTimestamp(), message });
                Announce();
            }
        }, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The n-th event of each of these clients, in one transaction.</summary>
    public async Task TellAsync(Guid[] clients, int n)
    {
        await _connection.ExecuteAsync($"""
            insert into live_events (id, seq, type, client_id, payload)
            select id, {LiveSequence.Next}, 'notification', client, jsonb_build_object('n', @n, 'title', '알림') from unnest(@ids, @clients) as e (id, client)
            """, new { ids = clients.Select(_ => Guid.CreateVersion7()).ToArray(), clients, n });
        Announce();
    }

    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        await _connection.DisposeAsync();
    }

    private void Announce() => _producer.Produce(Topics.Events, new Message<string, byte[]> { Key = Guid.Empty.ToString(), Value = "{\"ids\":[]}"u8.ToArray(), Headers = CloudEventHeaders.Write(Kinds.LiveEvents, "bench", Guid.Empty.ToString()) });
}
