namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Waits for an instant: never early, and within a fraction of a millisecond of it.</summary>
/// <remarks>
/// One thread for all that is parked: the pool's timers are a millisecond late on average, and a hundred posts of one second would each have its own.
/// It sleeps until half a millisecond before the next instant and watches the clock from there.
/// </remarks>
internal sealed class DueTimer : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);      // so that a turned clock is noticed
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(0.5);

    private readonly TimeProvider _clock;
    private readonly object _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, DateTimeOffset> _parked = new();
    private readonly Thread _thread;
    private bool _ended;

    /// <summary>Starts the thread.</summary>
    public DueTimer(TimeProvider clock)
    {
        _clock = clock;
        _thread = new Thread(Run) { IsBackground = true, Name = "due timer" };
        _thread.Start();
    }

    /// <summary>Returns when the clock shows <paramref name="instant"/> or later.</summary>
    public async Task UntilAsync(DateTimeOffset instant, CancellationToken ct)
    {
        if (instant <= _clock.GetUtcNow())
            return;
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _parked.Enqueue(due, instant);
            if (_parked.Peek() == due)
                Monitor.Pulse(_gate);
        }

        await due.Task.WaitAsync(ct);
    }

    /// <summary>Returns at the first full step after <paramref name="instant"/>: what needs no exact moment shares one, or the thread would watch the clock for each of thousands.</summary>
    public Task UntilAsync(DateTimeOffset instant, TimeSpan step, CancellationToken ct) =>
        UntilAsync(instant.AddTicks((step.Ticks - (instant.Ticks % step.Ticks)) % step.Ticks), ct);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        lock (_gate)
        {
            while (!_ended)
            {
                var left = ReleaseDue();
                if (left > Watched)
                    Monitor.Wait(_gate, left - Watched < Longest ? left - Watched : Longest);
                else
                    Thread.SpinWait(50);
            }
        }
    }

    /// <summary>Lets go what is due, and says how long the next one has.</summary>
    private TimeSpan ReleaseDue()
    {
        var now = _clock.GetUtcNow();
        while (_parked.TryPeek(out var due, out var instant))
        {
            if (instant > now)
                return instant - now;
            _parked.Dequeue();
            due.SetResult();
        }

        return Longest + Watched;
    }
}
