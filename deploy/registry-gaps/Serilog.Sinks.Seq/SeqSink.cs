using System.Threading.Channels;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

namespace Serilog.Sinks.Seq;

/// <summary>Queues events in memory and sends them to Seq from one background loop, so that logging never waits for the network.</summary>
/// <remarks>While the server is away a batch is kept and sent again after a growing pause; what no longer fits into the
/// queue, or is left when the process ends, is dropped and counted in <c>snsops_log_events_dropped_total</c>.</remarks>
internal sealed class SeqSink : ILogEventSink, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LevelCheck = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly SeqIngestion _server;
    private readonly ServerLevel _level;
    private readonly TimeSpan _period;
    private readonly Batch _batch;
    private readonly Channel<LogEvent> _queue;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _flushLimit = new();
    private readonly Task _pump;
    private int _failures;
    private int _disposed;

    public SeqSink(SeqIngestion server, ServerLevel level, BatchLimits limits, TimeSpan period)
    {
        _server = server;
        _level = level;
        _period = period;
        _batch = new Batch(limits);
        _queue = Channel.CreateBounded<LogEvent>(new BoundedChannelOptions(limits.Queue) { SingleReader = true });
        // The loop must not live in the trace or the scope of whoever configured the logger.
        using (ExecutionContext.SuppressFlow())
            _pump = Task.Run(PumpAsync);
    }

    public void Emit(LogEvent logEvent)
    {
        if (_level.Includes(logEvent) && !_queue.Writer.TryWrite(logEvent))
            DroppedEvents.Add(1, _closing.IsCancellationRequested ? DropReason.Shutdown : DropReason.QueueFull);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _queue.Writer.Complete();
        _flushLimit.CancelAfter(FlushLimit);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        _server.Dispose();
        _closing.Dispose();
        _flushLimit.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await WaitForEventsAsync().ConfigureAwait(false))
        {
            await SendWaitingAsync().ConfigureAwait(false);
            await PauseAsync(_period).ConfigureAwait(false);
        }
    }

    /// <summary>False when the sink is closed and nothing is left.</summary>
    private async Task<bool> WaitForEventsAsync()
    {
        while (true)
        {
            using var levelCheck = new CancellationTokenSource(_level.IsFollowed ? LevelCheck : Timeout.InfiniteTimeSpan);
            try
            {
                return await _queue.Reader.WaitToReadAsync(levelCheck.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (levelCheck.IsCancellationRequested)
            {
                // Nothing passes the level any more: only asking shows that the server has lowered it again.
                await PostAsync(ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
            }
        }
    }

    private async Task SendWaitingAsync()
    {
        bool full;
        do
        {
            while (!_batch.IsFull && _queue.Reader.TryRead(out var logEvent))
                _batch.Add(logEvent);
            full = _batch.IsFull;
            if (_batch.Count > 0)
                await SendAsync(0, _batch.Count).ConfigureAwait(false);
            _batch.Clear();
        }
        while (full);
    }

    /// <summary>Returns when the server has these events or they are lost for good.</summary>
    private async Task SendAsync(int first, int count)
    {
        while (true)
        {
            var answer = await PostAsync(_batch.Lines(first, count)).ConfigureAwait(false);
            switch (answer.Verdict)
            {
                case Verdict.Accepted:
                    return;
                case Verdict.TooLarge when count > 1:
                    await SendAsync(first, count / 2).ConfigureAwait(false);
                    await SendAsync(first + count / 2, count - count / 2).ConfigureAwait(false);
                    return;
                case Verdict.TooLarge or Verdict.Refused:
                    DroppedEvents.Add(count, DropReason.Refused);
                    return;
                case Verdict.TryAgain when _closing.IsCancellationRequested:
                    await _flushLimit.CancelAsync().ConfigureAwait(false);      // the rest would fail as well
                    DroppedEvents.Add(count, DropReason.Shutdown);
                    return;
                default:
                    await PauseAsync(Backoff()).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task<Ingested> PostAsync(ReadOnlyMemory<byte> payload)
    {
        var answer = await _server.PostAsync(payload, _flushLimit.Token).ConfigureAwait(false);
        if (answer.Verdict == Verdict.Accepted)
        {
            _failures = 0;
            _level.Follow(answer.MinimumLevelAccepted);
            return answer;
        }
        _failures++;
        SelfLog.WriteLine("Seq did not take a batch ({0}): {1}", answer.Verdict, answer.Reason);
        return answer;
    }

    private TimeSpan Backoff() => TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, _period.Ticks << Math.Min(_failures - 1, 10)));

    /// <summary>Waits, but no longer than until the sink is closed.</summary>
    private async Task PauseAsync(TimeSpan pause) =>
        await Task.Delay(pause, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
