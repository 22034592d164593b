using System.Diagnostics;
using SnsOps.Local.Output;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Supervision;

/// <summary>A child that is started again whenever it dies, until it is stopped.</summary>
public sealed class FleetMember : IDisposable
{
    /// <summary>A child that ends this often before it was ever ready will not come up by itself.</summary>
    private const int HopelessStarts = 3;

    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(50);

    private readonly MemberPlan _plan;
    private readonly LogFile _log;
    private readonly Action<string> _line;
    private readonly Action<string> _say;
    private readonly Action _changed;
    private readonly Lock _lock = new();
    private CancellationTokenSource _stop = new();
    private Task _supervision = Task.CompletedTask;
    private TaskCompletionSource _ready = NewSignal();
    private TaskCompletionSource<ProcessIdentity> _life = NewLife();
    private ChildProcess? _child;
    private ChildProcess? _doomed;
    private TimeSpan _patience;
    private bool _wasEverReady;
    private IReadOnlyDictionary<string, string?>? _onlyOnce;

    internal FleetMember(MemberPlan plan, LogFile log, Action<string> line, Action<string> say, Action changed)
    {
        (_plan, _log, _say, _changed) = (plan, log, say, changed);
        _line = text =>
        {
            log.Write(text);
            line(text);
        };
    }

    public string Name => _plan.Name;

    /// <summary>Its URL; for PostgreSQL host:port, for the broker empty.</summary>
    public string Address => _plan.Address;

    public MemberState State { get; private set; } = MemberState.Stopped;

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>The process that runs now; null while there is none.</summary>
    public ProcessIdentity? Process => _child?.Identity;

    /// <summary>Its last lines.</summary>
    public IReadOnlyList<string> Tail => _log.Tail;

    internal int Tier => _plan.Tier;

    internal MemberReport Report => new(Name, _plan.Kind, Address, Process, _plan.Start.StopSignal, Restarts);

    /// <summary>Starts it, and again after each death; <paramref name="onlyOnce"/> are settings of its first life.</summary>
    internal void Start(IReadOnlyDictionary<string, string?>? onlyOnce = null)
    {
        _onlyOnce = onlyOnce;
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        _supervision = SuperviseAsync(_stop.Token);
    }

    /// <summary>Waits until the process that runs now, or its successor, is ready.</summary>
    public Task WaitReadyAsync(CancellationToken ct)
    {
        lock (_lock)
            return _ready.Task.WaitAsync(ct);
    }

    /// <summary>Waits until a process of it runs, ready or not: the one of now, or the first one that begins. With <paramref name="after"/>, its successor.</summary>
    public Task<ProcessIdentity> WaitProcessAsync(CancellationToken ct, ProcessIdentity? after = null)
    {
        lock (_lock)
            return Process is { } now && now != after ? Task.FromResult(now) : _life.Task.WaitAsync(ct);
    }

    /// <summary>Sends a signal to the process; false if there is none. After SIGKILL it does not count as ready any more.</summary>
    public bool Signal(UnixSignal signal)
    {
        ChildProcess? child;
        lock (_lock)
        {
            child = _child;
            if (signal == UnixSignal.Kill)
            {
                _doomed = child;
                Leave(MemberState.Restarting);
            }
        }
        return child?.Signal(signal) ?? false;
    }

    /// <summary>Asks it to stop, kills it after <paramref name="patience"/>, and does not start it again.</summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        _patience = patience;
        await _stop.CancelAsync();
        await _supervision;
    }

    public void Dispose() => _stop.Dispose();

    private async Task SuperviseAsync(CancellationToken stop)
    {
        var backoff = new Backoff();
        var failedStarts = 0;
        while (!stop.IsCancellationRequested)
        {
            var life = Stopwatch.StartNew();
            string end;
            try
            {
                await _plan.Prepare(stop);
                end = $"exit code {await LiveAsync(stop)}";
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                end = e.Message;      // it could not even start; the next try may
                _line(e.ToString());
            }
            if (stop.IsCancellationRequested)
                break;
            if (!_wasEverReady && ++failedStarts >= HopelessStarts)
                GiveUp(end);
            var wait = backoff.After(life.Elapsed);
            lock (_lock)
                Leave(MemberState.Restarting);
            Restarts++;
            _changed();
            _say($"{Name}: 종료됨, {wait.TotalSeconds:0.0}초 뒤 다시 시작 / ended ({end}), starting again in {wait.TotalSeconds:0.0} s");
            await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        lock (_lock)
            Leave(MemberState.Stopped);
        _changed();
    }

    /// <summary>One life of the child, from its start to its end.</summary>
    private async Task<int> LiveAsync(CancellationToken stop)
    {
        var start = _plan.Start;
        if (Interlocked.Exchange(ref _onlyOnce, null) is { } once)
            start = start with { Environment = start.Environment.Concat(once).GroupBy(setting => setting.Key).ToDictionary(same => same.Key, same => same.Last().Value) };
        await using var child = await ChildProcess.StartAsync(start, _line);
        lock (_lock)
        {
            Leave(MemberState.Starting);
            _child = child;
            _life.SetResult(child.Identity);
            _life = NewLife();
        }
        _changed();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watch = WatchReadinessAsync(child, over.Token);
        await ((Task)child.Exited).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await over.CancelAsync();
        await watch;
        if (stop.IsCancellationRequested)
        {
            lock (_lock)
                Leave(MemberState.Stopping);
            _changed();
            await child.StopAsync(_patience);
        }
        lock (_lock)
            _child = null;
        return await child.Exited;
    }

    private async Task WatchReadinessAsync(ChildProcess child, CancellationToken over)
    {
        try
        {
            while (!await Probes.AskAsync(_plan.Kind, Address, _plan.ConnectionString, over))
                await Task.Delay(ProbeEvery, over);
            lock (_lock)
            {
                if (_doomed == child)
                    return;
                State = MemberState.Ready;
                _wasEverReady = true;
                _ready.TrySetResult();
            }
            _changed();
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // it ended before it was ready
        }
        catch (Failure e)
        {
            lock (_lock)
                _ready.TrySetException(e);
        }
    }

    private void GiveUp(string end)
    {
        lock (_lock)
        {
            _ready.TrySetException(new Failure(
                $"{Name}이(가) 시작되지 않습니다 / {Name} does not start",
                $"{HopelessStarts}번 종료됨, 마지막: {end} / it ended {HopelessStarts} times, last: {end}",
                $"./snsops logs {Name}"));
        }
    }

    /// <summary>Takes another state than ready; who waits for readiness from now on waits for the next one.</summary>
    private void Leave(MemberState state)
    {
        State = state;
        if (_ready.Task.IsCompleted)
            _ready = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<ProcessIdentity> NewLife() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Where a member stands.</summary>
public enum MemberState
{
    Stopped,
    Starting,
    Ready,
    Restarting,
    Stopping,
}
