using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SnsOps.Shared.Kafka;

/// <summary>Reads all of a topic in this process, from now on and without a group: every instance sees every message.</summary>
/// <remarks>
/// Messages are hints that something changed, so several at once are one call, and <c>onMessages</c> is called whenever some may have been missed
/// (at the start, after the broker changed). It must return at once. A dedicated thread, because Consume blocks.
/// </remarks>
public sealed partial class BroadcastConsumer(string topic, Action onMessages, BrokerLocator locator, KafkaOptions options, ILogger<BroadcastConsumer> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan MetadataPatience = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private void Run()
    {
        var ct = _stopping.Token;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (locator.Current is { } address)
                    ReadFrom(address, ct);
                else
                    ct.WaitHandle.WaitOne(200);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // stopping
            }
            catch (KafkaException e)
            {
                LogTroubled(topic, e.Error.Reason);
                ct.WaitHandle.WaitOne(1000);
            }
        }
    }

    private void ReadFrom(BrokerAddress address, CancellationToken ct)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(options.ForAllPartitions(address.BootstrapServers))
            .SetErrorHandler((_, error) => LogTroubled(topic, error.Reason))
            .SetLogHandler((_, _) => { })
            .Build();
        consumer.Assign(Partitions(consumer).Select(p => new TopicPartitionOffset(topic, p, Offset.End)));
        onMessages();
        try
        {
            while (!ct.IsCancellationRequested && locator.Current == address)
            {
                if (consumer.Consume(200) is null)
                    continue;
                while (consumer.Consume(0) is not null)
                {
                    // the rest of what is there is the same hint
                }

                onMessages();
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private List<Partition> Partitions(IConsumer<Ignore, Ignore> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var metadata = admin.GetMetadata(topic, MetadataPatience).Topics.Single();
        return metadata.Partitions.Count > 0
            ? metadata.Partitions.Select(p => new Partition(p.PartitionId)).ToList()
            : throw new KafkaException(metadata.Error.IsError ? metadata.Error : new Error(ErrorCode.UnknownTopicOrPart));
    }

    [LoggerMessage(7015, LogLevel.Warning, "Kafka reader of {Topic}: {Reason}", EventName = "BroadcastTroubled")]
    private partial void LogTroubled(string topic, string reason);
}
