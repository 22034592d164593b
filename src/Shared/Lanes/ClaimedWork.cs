using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SnsOps.Shared.Lanes;

/// <summary>The rows this process has claimed and works on, a bounded number at a time.</summary>
/// <remarks>Claiming and freeing take turns: a row claimed between the sweep's look at what is worked on and its update would be freed under our hands.</remarks>
/// <param name="name">In the log.</param>
/// <param name="capacity">Rows at a time.</param>
/// <param name="logger">Takes faults.</param>
/// <param name="giveBackMany">Gives back, in one go, rows that were started without a give-back of their own. One call at a time.</param>
public sealed class ClaimedWork(string name, int capacity, ILogger logger, Func<IReadOnlyList<Guid>, Task>? giveBackMany = null) : IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new(name, capacity, logger);
    private readonly ConcurrentDictionary<Guid, Row> _working = new();
    private readonly Dictionary<Guid, Queue<Row>> _lines = [];
    private readonly ConcurrentQueue<Guid> _leaving = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _givingBack = new(1, 1);
    private int _waiting;

    /// <summary>Room for so many more.</summary>
    public int Free => Math.Max(0, _executor.Free - Volatile.Read(ref _waiting));

    /// <summary>What is worked on now; a claimed row of this process that is not among them may be freed.</summary>
    public Guid[] Working => [.. _working.Keys];

    /// <summary>The lines in which so many rows wait, or more.</summary>
    public Guid[] LongLines(int rows)
    {
        lock (_lines)
            return [.. _lines.Where(line => line.Value.Count >= rows).Select(line => line.Key)];
    }

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
    /// <param name="giveBack">Called when the process stops before the work is done, so that another replica takes the row at once. Null: it is given back with many others, where that is known.</param>
    /// <param name="line">Rows of one line are worked on one after another, in the order they came; null: at once.</param>
    /// <remarks>What waits in a line is a row and nothing more: thousands of runs that each wait for their turn would be as many objects for the collector to move.</remarks>
    public Task StartAsync(Guid id, Func<CancellationToken, Task> work, Func<Task>? giveBack = null, Guid? line = null)
    {
        var row = new Row(id, work, giveBack, line);
        _working[id] = row;
        return Joins(row) ? Task.CompletedTask : RunAsync(row);
    }

    /// <summary>Returns when nothing is worked on and all that was not done has been given back, also by a claim that was under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _executor.DisposeAsync();
        await InTurnAsync(() => Task.CompletedTask, CancellationToken.None);
    }

    /// <summary>Whether it waits behind another of its line, whose end starts it.</summary>
    private bool Joins(Row row)
    {
        if (row.Line is not { } line)
            return false;
        lock (_lines)
        {
            if (_lines.TryGetValue(line, out var behind))
            {
                behind.Enqueue(row);
                Interlocked.Increment(ref _waiting);
                return true;
            }

            _lines.Add(line, new Queue<Row>());
            return false;
        }
    }

    /// <summary>Starts it, or gives it and all that wait behind it back.</summary>
    private async Task RunAsync(Row row)
    {
        if (_executor.TryRun(ct => RunAsync(row, ct)))
            return;
        List<Row> rows = [row];
        while (Behind(rows[^1]) is { } next)
            rows.Add(next);
        await GiveBackAsync(rows);
    }

    private async Task RunAsync(Row row, CancellationToken ct)
    {
        try
        {
            await row.Work(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await GiveBackAsync([row]);
        }
        finally
        {
            End(row);
            if (Behind(row) is { } next)
                await RunAsync(next);
        }
    }

    private async Task GiveBackAsync(List<Row> rows)
    {
        try
        {
            foreach (var row in rows)
            {
                if (row.GiveBack is { } giveBack)
                    await giveBack();
                else if (giveBackMany is not null)
                    _leaving.Enqueue(row.Id);
            }

            if (giveBackMany is not null)
                await GiveBackLeavingAsync(giveBackMany);
        }
        finally
        {
            rows.ForEach(End);
        }
    }

    /// <summary>While one statement is under way, what else is to be given back gathers for the next: at a stop that is all that waits for its second.</summary>
    private async Task GiveBackLeavingAsync(Func<IReadOnlyList<Guid>, Task> giveBack)
    {
        await _givingBack.WaitAsync();
        try
        {
            List<Guid> ids = [];
            while (_leaving.TryDequeue(out var id))
                ids.Add(id);
            if (ids.Count > 0)
                await giveBack(ids);
        }
        finally
        {
            _givingBack.Release();
        }
    }

    /// <summary>The next of its line, which is over when there is none.</summary>
    private Row? Behind(Row row)
    {
        if (row.Line is not { } line)
            return null;
        lock (_lines)
        {
            if (_lines[line].TryDequeue(out var next))
                Interlocked.Decrement(ref _waiting);
            else
                _lines.Remove(line);
            return next;
        }
    }

    /// <summary>A row that was taken from a run and claimed anew is worked on by the later one.</summary>
    private void End(Row row) => _working.TryRemove(KeyValuePair.Create(row.Id, row));

    /// <summary>A run of a row. Two of one row are not the same.</summary>
    private sealed class Row(Guid id, Func<CancellationToken, Task> work, Func<Task>? giveBack, Guid? line)
    {
        public Guid Id => id;

        public Func<CancellationToken, Task> Work => work;

        public Func<Task>? GiveBack => giveBack;

        public Guid? Line => line;
    }
}
