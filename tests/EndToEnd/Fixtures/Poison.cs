using System.Text;
using Confluent.Kafka;
using SnsOps.Local.Supervision;
using SnsOps.Shared.Messages;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Sends what nobody should send to a topic.</summary>
internal static class Poison
{
    /// <summary>Puts messages into the partition of <paramref name="key"/>, so that what is meant for that key comes behind them.</summary>
    internal static async Task SendAsync(Fleet fleet, Guid key, params IReadOnlyList<(byte[]? Kind, byte[]? Body)> messages)
    {
        var bootstrap = await fleet.KafkaAsync(TestContext.Current.CancellationToken);
        using var producer = new ProducerBuilder<string, byte[]?>(new ProducerConfig { BootstrapServers = bootstrap, Partitioner = Partitioner.Murmur2Random }).Build();
        foreach (var (kind, body) in messages)
        {
            var headers = new Headers();
            if (kind is not null)
                headers.Add("ce_type", kind);
            await producer.ProduceAsync(Topics.Publishing, new Message<string, byte[]?> { Key = key.ToString(), Value = body, Headers = headers });
        }
    }

    internal static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
