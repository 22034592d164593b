using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;

namespace SnsOps.Shared.Kafka;

/// <summary>Sends nudges. Never waits and never fails its caller: the row is already there and the sweep finds it.</summary>
public sealed partial class NudgeProducer(BrokerLocator locator, KafkaOptions options, WorkerIdentity identity, ILogger<NudgeProducer> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private IProducer<string, byte[]>? _producer;
    private BrokerAddress? _address;

    /// <summary>Nudges that did not reach the broker since start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    private long _lost;

    /// <summary>Sends one nudge; returns at once.</summary>
    /// <param name="topic">One of <see cref="Topics"/>.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="key">Account or client id: what must stay on one partition.</param>
    /// <param name="ids">Row ids.</param>
    public void Send(string topic, string kind, Guid key, params IReadOnlyList<Guid> ids)
    {
        using var activity = Tracing.Source.StartActivity($"send {topic}", ActivityKind.Producer);
        var keyText = key.ToString();
        SendRaw(topic, new Message<string, byte[]>
        {
            Key = keyText,
            Value = JsonSerializer.SerializeToUtf8Bytes(new Nudge(ids), MessageJson.Default.Nudge),
            Headers = CloudEventHeaders.Write(kind, identity.Process, keyText),
        });
    }

    /// <summary>Sends a message as it is: redriven dead letters.</summary>
    /// <returns>False when there is no broker to send it to.</returns>
    public bool SendRaw(string topic, Message<string, byte[]> message)
    {
        try
        {
            if (Producer() is not { } producer)
            {
                Interlocked.Increment(ref _lost);
                return false;
            }

            producer.Produce(topic, message, OnDelivery);
            return true;
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException)
        {
            Interlocked.Increment(ref _lost);
            LogLost(topic, e.Message);
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _producer?.Flush(TimeSpan.FromSeconds(2));
            _producer?.Dispose();
            _producer = null;
        }
    }

    private IProducer<string, byte[]>? Producer()
    {
        var wanted = locator.Current;
        if (_producer is { } current && _address == wanted)
            return current;
        lock (_gate)
        {
            if (wanted is null || (_producer is not null && _address == wanted))
                return _producer;
            var old = _producer;
            _producer = new ProducerBuilder<string, byte[]>(options.ForProducer(wanted.BootstrapServers))
                .SetErrorHandler((_, error) => LogBroker(error.Reason))
                .SetLogHandler((_, _) => { })
                .Build();
            _address = wanted;
            if (old is not null)
                _ = Task.Run(old.Dispose);
            return _producer;
        }
    }

    private void OnDelivery(DeliveryReport<string, byte[]> report)
    {
        if (!report.Error.IsError)
            return;
        Interlocked.Increment(ref _lost);
        LogLost(report.Topic, report.Error.Reason);
    }

    [LoggerMessage(7003, LogLevel.Warning, "A nudge to {Topic} was lost ({Reason}); the sweep will find its row", EventName = "NudgeLost")]
    private partial void LogLost(string topic, string reason);

    [LoggerMessage(7004, LogLevel.Warning, "Kafka producer: {Reason}", EventName = "ProducerTroubled")]
    private partial void LogBroker(string reason);
}
