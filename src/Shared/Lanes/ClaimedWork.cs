using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SnsOps.Shared.Lanes;

/// <summary>The rows this process has claimed and works on, a bounded number at a time.</summary>
/// <remarks>Claiming and freeing take turns: a row claimed between the sweep's look at what is worked on and its update would be freed under our hands.</remarks>
public sealed class ClaimedWork(string name, int capacity, ILogger logger) : IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new(name, capacity, logger);
    private readonly ConcurrentDictionary<Guid, object> _working = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Room for so many more.</summary>
    public int Free => _executor.Free;

    /// <summary>What is worked on now; a claimed row of this process that is not among them may be freed.</summary>
    public Guid[] Working => [.. _working.Keys];

    /// <summary>Claims or frees while nobody else does.</summary>
    public async Task InTurnAsync(Func<Task> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Starts the work of a claimed row. Where there is no room for it, or the process stops, the row is given back, or the next sweep frees it.</summary>
    /// <param name="id">The row.</param>
    /// <param name="work">Its work.</param>
    /// <param name="giveBack">Called when the process stops before the work is done, so that another replica takes the row at once.</param>
    public async Task StartAsync(Guid id, Func<CancellationToken, Task> work, Func<Task>? giveBack = null)
    {
        var run = new object();
        _working[id] = run;
        if (_executor.TryRun(ct => RunAsync(id, run, work, giveBack, ct)))
            return;
        End(id, run);
        if (giveBack is not null)
            await giveBack();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _executor.DisposeAsync();
        _turn.Dispose();
    }

    private async Task RunAsync(Guid id, object run, Func<CancellationToken, Task> work, Func<Task>? giveBack, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (OperationCanceledException) when (giveBack is not null && ct.IsCancellationRequested)
        {
            await giveBack();
        }
        finally
        {
            End(id, run);
        }
    }

    /// <summary>A row that was taken from a run and claimed anew is worked on by the later one.</summary>
    private void End(Guid id, object run) => _working.TryRemove(KeyValuePair.Create(id, run));
}
