using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SnsOps.Shared.Lanes;

/// <summary>Runs work of one kind, at most so many at a time. What it has no room for is refused, not queued: the sweep brings it back.</summary>
/// <param name="name">In the log.</param>
/// <param name="capacity">Pieces of work at a time.</param>
/// <param name="logger">Takes faults.</param>
/// <param name="whenFree">Called each time a place has become free.</param>
public sealed partial class BoundedExecutor(string name, int capacity, ILogger logger, Action? whenFree = null) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _used;
    private long _next;
    private int _disposed;

    /// <summary>Room for so many more.</summary>
    public int Free => _stopping.IsCancellationRequested ? 0 : Math.Max(0, capacity - Volatile.Read(ref _used));

    /// <summary>Work under way.</summary>
    public int Running => Volatile.Read(ref _used);

    /// <summary>Starts <paramref name="work"/> unless the executor is full or stopping. A fault is logged; the handler's sweep frees the row, as nobody works on it any more.</summary>
    public bool TryRun(Func<CancellationToken, Task> work)
    {
        if (_stopping.IsCancellationRequested)
            return false;
        if (Interlocked.Increment(ref _used) > capacity)
        {
            Interlocked.Decrement(ref _used);
            return false;
        }

        var id = Interlocked.Increment(ref _next);
        var task = Task.Run(async () =>
        {
            try
            {
                await work(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // stopping: the row goes back when this process's lease ends
            }
            catch (Exception e)
            {
                LogFaulted(e, name);
            }
            finally
            {
                Interlocked.Decrement(ref _used);
                _running.TryRemove(id, out _);
                whenFree?.Invoke();
            }
        });
        _running[id] = task;
        if (task.IsCompleted)
            _running.TryRemove(id, out _);
        return true;
    }

    /// <summary>Refuses new work, cancels what only waits, and waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stopping.Dispose();
    }

    [LoggerMessage(7021, LogLevel.Error, "Work of {Executor} failed unexpectedly; the sweep frees its row", EventName = "ExecutorFaulted")]
    private partial void LogFaulted(Exception e, string executor);
}
