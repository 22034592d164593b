namespace SnsOps.Shared.Effects;

/// <summary>Commits what arrives together in one transaction: at most <paramref name="maxBatch"/> items, or what comes within 2 ms when there is traffic.</summary>
/// <remarks>
/// One by one, commits cap a process at about a thousand posts a second; in batches of 64 they do not. While one batch is on its way another starts only
/// when it is full: when little happens all that waits goes together, and when much happens PostgreSQL never waits for us.
/// Items of one row are committed one after another, in the order they were handed over, and never share a batch.
/// </remarks>
/// <param name="maxBatch">Items per transaction.</param>
/// <param name="commit">Runs one transaction and returns a result for each item, in order. The number is that of its slot, from 0: batches of one slot follow one another.</param>
/// <param name="atOnce">Batches on their way at once.</param>
/// <param name="rowOf">The row an item is about. Without it items have nothing to do with each other.</param>
public sealed class GroupCommit<TItem, TResult>(int maxBatch, Func<IReadOnlyList<TItem>, int, Task<IReadOnlyList<TResult>>> commit, int atOnce = 1, Func<TItem, Guid>? rowOf = null)
    : IAsyncDisposable
    where TItem : notnull
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(2);
    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _waiting = [];
    private readonly HashSet<Guid> _rows = [];
    private readonly Stack<int> _free = new(Enumerable.Range(0, atOnce).Reverse());
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _gathering;
    private bool _busy;
    private bool _ended;

    /// <summary>Hands one item over and returns its result once the batch is committed. A batch's fault is every item's fault.</summary>
    public Task<TResult> SubmitAsync(TItem item)
    {
        var entry = new Entry(item, rowOf?.Invoke(item) ?? Guid.Empty, new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _waiting.AddLast(entry);
            GatherIfDue();
        }

        return entry.Result.Task;
    }

    /// <summary>Commits what is queued and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _ended = true;
            EndIfDrained();
        }

        await _drained.Task;
    }

    /// <summary>A first batch starts with whatever there is, a further one only when it is full. The end of a batch looks again.</summary>
    private void GatherIfDue()
    {
        if (_gathering || _waiting.Count == 0 || _free.Count == 0 || (_free.Count < atOnce && _waiting.Count < maxBatch))
            return;
        _gathering = true;
        _ = Task.Run(GatherAsync);
    }

    private async Task GatherAsync()
    {
        if (MayFill())
            await Task.Delay(Window);
        int slot;
        List<Entry> batch;
        lock (_gate)
        {
            _gathering = false;
            batch = TakeBatch();
            if (batch.Count == 0)
                return;         // all that waits is about rows on their way: the end of their batch looks again
            slot = _free.Pop();
            GatherIfDue();
        }

        await CommitAsync(batch, slot);
        lock (_gate)
        {
            _free.Push(slot);
            _busy = batch.Count > 1;
            if (rowOf is not null)
                batch.ForEach(entry => _rows.Remove(entry.Row));
            GatherIfDue();
            EndIfDrained();
        }
    }

    private bool MayFill()
    {
        lock (_gate)
            return _busy && _waiting.Count < maxBatch;
    }

    private List<Entry> TakeBatch()
    {
        var batch = new List<Entry>(Math.Min(maxBatch, _waiting.Count));
        for (var node = _waiting.First; node is not null && batch.Count < maxBatch;)
        {
            var (entry, next) = (node, node.Next);
            if (rowOf is null || _rows.Add(entry.Value.Row))
            {
                batch.Add(entry.Value);
                _waiting.Remove(entry);
            }

            node = next;
        }

        return batch;
    }

    private void EndIfDrained()
    {
        if (_ended && !_gathering && _waiting.Count == 0 && _free.Count == atOnce)
            _drained.TrySetResult();
    }

    private async Task CommitAsync(List<Entry> batch, int slot)
    {
        try
        {
            var results = await commit(batch.ConvertAll(entry => entry.Item), slot);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Result.SetResult(results[i]);
        }
        catch (Exception e)
        {
            foreach (var entry in batch)
                entry.Result.TrySetException(e);      // each submitter decides what it means
        }
    }

    private sealed record Entry(TItem Item, Guid Row, TaskCompletionSource<TResult> Result);
}
