using System.Threading.Tasks.Sources;

namespace SnsOps.Api.Live;

/// <summary>What waits for one connection, in order and bounded. Whoever wakes its one reader lends it the thread: a message that the network takes at once costs no change of threads.</summary>
internal sealed class LiveQueue(int most) : IValueTaskSource<bool>
{
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private ManualResetValueTaskSourceCore<bool> _reader;
    private bool _isRead, _ended;

    /// <summary>Puts a message in and wakes nobody; false: there is no room for it.</summary>
    public bool TryAdd(ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            if (_waiting.Count >= most)
                return false;
            _waiting.Enqueue(message);
            return true;
        }
    }

    /// <summary>Takes the next message out.</summary>
    /// <param name="message">It.</param>
    /// <param name="more">Whether another one waits behind it.</param>
    public bool TryTake(out ReadOnlyMemory<byte> message, out bool more)
    {
        lock (_gate)
        {
            var taken = _waiting.TryDequeue(out message);
            more = _waiting.Count > 0;
            return taken;
        }
    }

    /// <summary>Puts this message in the place of all that wait.</summary>
    public void Replace(ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            _waiting.Clear();
            _waiting.Enqueue(message);
        }
    }

    /// <summary>Lets the reader go on, if it waits and there is something for it, on this thread.</summary>
    public void Wake() => Release(ended: false);

    /// <summary>Nothing will be read any more.</summary>
    public void End() => Release(ended: true);

    /// <summary>Waits until there is something to take; false: it has ended.</summary>
    public ValueTask<bool> WaitAsync()
    {
        lock (_gate)
        {
            if (_ended || _waiting.Count > 0)
                return new ValueTask<bool>(!_ended);
            _reader.Reset();
            _isRead = true;
            return new ValueTask<bool>(this, _reader.Version);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _reader.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _reader.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _reader.OnCompleted(continuation, state, token, flags);

    private void Release(bool ended)
    {
        lock (_gate)
        {
            _ended |= ended;
            if (!_isRead || (!_ended && _waiting.Count == 0))
                return;
            _isRead = false;
        }

        _reader.SetResult(!_ended);
    }
}
