using System.Runtime.InteropServices;

namespace SnsOps.Local.Commands;

/// <summary>Ctrl-C, SIGTERM and the closing of the terminal: the first one asks to stop, the second one means now.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    internal StopSignals() => _registrations =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Handle)),
    ];

    /// <summary>Done at the second signal.</summary>
    internal Action Insist { get; set; } = () => { };

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Asked => _asked.Token;

    /// <summary>Returns when somebody asked to stop.</summary>
    internal Task WaitAsync() => Task.Delay(Timeout.Infinite, Asked).ContinueWith(_ => { }, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _asked.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
            _asked.Cancel();
        else
            Insist();
    }
}
