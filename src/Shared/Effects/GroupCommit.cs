using System.Threading.Channels;

namespace SnsOps.Shared.Effects;

/// <summary>Commits what arrives together in one transaction: at most <paramref name="maxBatch"/> items, or what comes within 2 ms when there is traffic.</summary>
/// <remarks>One by one, commits cap a process at about a thousand posts a second; in batches of 64 they do not.</remarks>
/// <param name="maxBatch">Items per transaction.</param>
/// <param name="commit">Runs one transaction and returns a result for each item, in order.</param>
public sealed class GroupCommit<TItem, TResult>(int maxBatch, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> commit) : IAsyncDisposable
    where TItem : notnull
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(2);
    private readonly Channel<(TItem Item, TaskCompletionSource<TResult> Result)> _queue =
        Channel.CreateUnbounded<(TItem, TaskCompletionSource<TResult>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Lock _start = new();
    private Task? _pump;

    /// <summary>Hands one item over and returns its result once the batch is committed. A batch's fault is every item's fault.</summary>
    public Task<TResult> SubmitAsync(TItem item)
    {
        lock (_start)
            _pump ??= Task.Run(PumpAsync);
        var result = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.Writer.TryWrite((item, result)) ? result.Task : throw new ObjectDisposedException(nameof(GroupCommit<,>));
    }

    /// <summary>Commits what is queued and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_pump is not null)
            await _pump;
    }

    private async Task PumpAsync()
    {
        var batch = new List<(TItem Item, TaskCompletionSource<TResult> Result)>(maxBatch);
        var busy = false;
        while (await _queue.Reader.WaitToReadAsync())
        {
            Drain(batch);
            if (busy && batch.Count < maxBatch)
            {
                await Task.Delay(Window);
                Drain(batch);
            }

            busy = batch.Count > 1;
            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private void Drain(List<(TItem Item, TaskCompletionSource<TResult> Result)> batch)
    {
        while (batch.Count < maxBatch && _queue.Reader.TryRead(out var entry))
            batch.Add(entry);
    }

    private async Task CommitAsync(List<(TItem Item, TaskCompletionSource<TResult> Result)> batch)
    {
        try
        {
            var results = await commit([.. batch.Select(b => b.Item)]);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Result.SetResult(results[i]);
        }
        catch (Exception e)
        {
            foreach (var (_, result) in batch)
                result.TrySetException(e);      // each submitter decides what it means
        }
    }
}
