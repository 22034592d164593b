using Microsoft.Extensions.Logging;

namespace SnsOps.Shared.Lanes;

/// <summary>Runs work of one kind, at most so many at a time. What it has no room for is refused, not queued: the sweep brings it back.</summary>
/// <param name="name">In the log.</param>
/// <param name="capacity">Pieces of work at a time.</param>
/// <param name="logger">Takes faults.</param>
/// <param name="whenFree">Called each time a place has become free.</param>
public sealed partial class BoundedExecutor(string name, int capacity, ILogger logger, Action? whenFree = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _used;
    private int _disposed;

    /// <summary>Room for so many more.</summary>
    public int Free => _stopping.IsCancellationRequested ? 0 : Math.Max(0, capacity - Volatile.Read(ref _used));

    /// <summary>Work under way.</summary>
    public int Running => Volatile.Read(ref _used);

    /// <summary>Starts <paramref name="work"/> unless the executor is full or stopping. A fault is logged; the handler's sweep frees the row, as nobody works on it any more.</summary>
    /// <remarks>The place is taken before one looks whether the executor stops: what is started is waited for, whenever the stop comes.</remarks>
    public bool TryRun(Func<CancellationToken, Task> work)
    {
        if (Interlocked.Increment(ref _used) > capacity || _stopping.IsCancellationRequested)
        {
            Leave();
            return false;
        }

        _ = Task.Run(() => RunAsync(work));
        return true;
    }

    /// <summary>Refuses new work, cancels what only waits, and waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;         // the host's stop waits so long, and no longer: what waits for PostgreSQL must not keep the process
        Interlocked.Increment(ref _used);       // so that there is a last one to leave
        try
        {
            await _stopping.CancelAsync();
        }
        finally
        {
            Leave();
        }

        await _ended.Task;
        _stopping.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
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
            Leave();
            whenFree?.Invoke();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _used) == 0 && _stopping.IsCancellationRequested)
            _ended.TrySetResult();
    }

    [LoggerMessage(7021, LogLevel.Error, "Work of {Executor} failed unexpectedly; the sweep frees its row", EventName = "ExecutorFaulted")]
    private partial void LogFaulted(Exception e, string executor);
}
