using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Shared.Kafka;

/// <summary>Reads one topic: takes up to 500 nudges, lets their handlers claim the rows, stores the offsets.</summary>
/// <remarks>
/// A nudge is done when its row is claimed or handed to the sweep, not when the work is done, so nothing is paused or reordered here.
/// The consumer is rebuilt when the broker changes. A dedicated thread, because Consume blocks.
/// </remarks>
public sealed partial class LaneConsumer(
    string topic, IEnumerable<INudgeHandler> handlers, BrokerLocator locator, KafkaOptions options,
    DeadLetters deadLetters, WorkerHeartbeat heartbeat, ILogger<LaneConsumer> logger) : IHostedService, IDisposable
{
    private const int BatchSize = 500;
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, INudgeHandler> _handlers = handlers.Where(h => h.Topic == topic).ToDictionary(h => h.Kind);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private long _turnedAt = TimeProvider.System.GetTimestamp();

    /// <summary>The topic this lane reads.</summary>
    public string Topic => topic;

    /// <summary>How long ago the loop last turned: the liveness signal.</summary>
    public TimeSpan SinceTurn => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _turnedAt));

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
        try
        {
            heartbeat.Registered.Wait(ct);
            while (!ct.IsCancellationRequested)
            {
                if (locator.Current is not { } address)
                {
                    Turn();
                    ct.WaitHandle.WaitOne(200);
                    continue;
                }

                TryConsumeFrom(address, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // stopping
        }
    }

    /// <summary>A consumer that fails is thrown away and made anew: a lane must not end while its process seems well.</summary>
    private void TryConsumeFrom(BrokerAddress address, CancellationToken ct)
    {
        try
        {
            ConsumeFrom(address, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogFailed(e, topic);
            Turn();
            ct.WaitHandle.WaitOne(OutagePause);
        }
    }

    private void ConsumeFrom(BrokerAddress address, CancellationToken ct)
    {
        var consumer = new ConsumerBuilder<byte[], byte[]>(options.ForGroup(address.BootstrapServers, topic))
            .SetErrorHandler((_, error) => LogTroubled(topic, error.Reason))
            .SetLogHandler((_, _) => { })
            .SetPartitionsAssignedHandler((_, partitions) => LogAssigned(topic, partitions.Count))
            .SetPartitionsRevokedHandler((_, partitions) => LogRevoked(topic, partitions.Count))
            .Build();
        var lagAt = TimeProvider.System.GetTimestamp();
        try
        {
            consumer.Subscribe(topic);
            while (!ct.IsCancellationRequested && locator.Current == address)
            {
                Turn();
                var batch = Take(consumer, ct);
                if (batch.Count > 0)
                    Handle(consumer, address, batch, ct);
                if (TimeProvider.System.GetElapsedTime(lagAt).TotalSeconds >= 5)
                {
                    ReportLag(consumer);
                    lagAt = TimeProvider.System.GetTimestamp();
                }
            }
        }
        finally
        {
            Leave(consumer, stillThere: locator.Current == address);
        }
    }

    /// <summary>Commits and leaves the group where the broker still is; a broker that is gone may keep <c>Close</c> waiting for minutes, and its offsets mean nothing.</summary>
    private void Leave(IConsumer<byte[], byte[]> consumer, bool stillThere)
    {
        if (!stillThere)
        {
            consumer.Dispose();
            return;
        }

        var left = Task.Factory.StartNew(
            () =>
            {
                consumer.Close();
                consumer.Dispose();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!left.Wait(LeavePatience))
            LogNotLeft(topic, LeavePatience.TotalSeconds);
    }

    private void Handle(IConsumer<byte[], byte[]> consumer, BrokerAddress address, List<ConsumeResult<byte[], byte[]>> batch, CancellationToken ct)
    {
        Failpoint.Hit("lane.taken");
        HandleAsync(address, batch, ct).GetAwaiter().GetResult();
        Failpoint.Hit("lane.claimed");
        foreach (var last in batch.GroupBy(r => r.TopicPartition).Select(g => g.Last()))
            StoreOffset(consumer, last);
        Failpoint.Hit("lane.stored");
    }

    private List<ConsumeResult<byte[], byte[]>> Take(IConsumer<byte[], byte[]> consumer, CancellationToken ct)
    {
        var batch = new List<ConsumeResult<byte[], byte[]>>();
        var wait = TimeSpan.FromMilliseconds(200);
        while (batch.Count < BatchSize && !ct.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(wait) is not { } record)
                    break;
                batch.Add(record);
            }
            catch (ConsumeException e)
            {
                LogTroubled(topic, e.Error.Reason);
                break;
            }

            wait = TimeSpan.Zero;
        }

        return batch;
    }

    private async Task HandleAsync(BrokerAddress address, List<ConsumeResult<byte[], byte[]>> batch, CancellationToken ct)
    {
        var read = new NudgeBatch(batch, _handlers);
        foreach (var (record, fault) in read.Unreadable)
            await RepeatThroughOutageAsync(() => deadLetters.StoreAsync(address.ClusterId, record, fault, ct), ct);
        using var activity = Tracing.Source.StartActivity($"process {topic}", ActivityKind.Consumer, parentContext: default, links: read.Links);
        foreach (var (handler, nudged) in read.Nudges)
            await RepeatThroughOutageAsync(() => NudgeAsync(handler, nudged, ct), ct);
    }

    /// <summary>A handler that fails at some nudges must not keep all others waiting: the rows are found by its sweep.</summary>
    private async Task NudgeAsync(INudgeHandler handler, Dictionary<Guid, NudgeOrigin> nudged, CancellationToken ct)
    {
        try
        {
            await handler.NudgedAsync(nudged, ct);
        }
        catch (Exception e) when (e is not (NpgsqlException or TimeoutException) && !ct.IsCancellationRequested)
        {
            LogNudgesFailed(e, topic, handler.Kind, nudged.Count);
        }
    }

    /// <summary>Our database being away is not the message's fault: it is tried again until it works.</summary>
    private async Task RepeatThroughOutageAsync(Func<Task> step, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException && !ct.IsCancellationRequested)
            {
                LogOutage(e, topic);
                Turn();
                await Task.Delay(OutagePause, ct);
            }
        }
    }

    private static void StoreOffset(IConsumer<byte[], byte[]> consumer, ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            consumer.StoreOffset(record);
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            // The partition moved to another member meanwhile: it will read the nudge again, and find the row claimed.
        }
    }

    private void ReportLag(IConsumer<byte[], byte[]> consumer)
    {
        long lag = 0;
        foreach (var partition in consumer.Assignment)
        {
            var (high, position) = (consumer.GetWatermarkOffsets(partition).High, consumer.Position(partition));
            if (high != Offset.Unset && position != Offset.Unset)
                lag += Math.Max(0, high.Value - position.Value);
        }

        heartbeat.ReportLag(topic, lag);
        LogLag(topic, lag);
    }

    private void Turn() => Interlocked.Exchange(ref _turnedAt, TimeProvider.System.GetTimestamp());

    [LoggerMessage(7010, LogLevel.Information, "{Topic}: {Count} partitions assigned", EventName = "PartitionsAssigned")]
    private partial void LogAssigned(string topic, int count);

    [LoggerMessage(7011, LogLevel.Information, "{Topic}: {Count} partitions revoked", EventName = "PartitionsRevoked")]
    private partial void LogRevoked(string topic, int count);

    [LoggerMessage(7012, LogLevel.Warning, "Kafka consumer of {Topic}: {Reason}", EventName = "ConsumerTroubled")]
    private partial void LogTroubled(string topic, string reason);

    [LoggerMessage(7013, LogLevel.Warning, "PostgreSQL is away; {Topic} waits", EventName = "LaneWaitsForDatabase")]
    private partial void LogOutage(Exception e, string topic);

    [LoggerMessage(7016, LogLevel.Error, "The consumer of {Topic} failed and is made anew", EventName = "ConsumerFailed")]
    private partial void LogFailed(Exception e, string topic);

    [LoggerMessage(7017, LogLevel.Error, "{Topic}: {Count} nudges of kind {Kind} failed; the sweep finds their rows", EventName = "NudgesFailed")]
    private partial void LogNudgesFailed(Exception e, string topic, string kind, int count);

    [LoggerMessage(7018, LogLevel.Warning, "{Topic}: the broker did not let its consumer leave within {Seconds} s; the group waits for the session to end", EventName = "GroupNotLeft")]
    private partial void LogNotLeft(string topic, double seconds);

    [LoggerMessage(7014, LogLevel.Debug, "{Topic} lags by {Lag} messages", EventName = "ConsumerLagSampled")]
    private partial void LogLag(string topic, long lag);
}
