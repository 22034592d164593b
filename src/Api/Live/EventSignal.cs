using SnsOps.Shared.Live;

namespace SnsOps.Api.Live;

/// <summary>"There may be live events": wakes this instance's pump, and by Kafka the others'.</summary>
internal sealed class EventSignal(LiveEvents events) : IDisposable
{
    private readonly AutoResetEvent _pulse = new(false);

    /// <summary>Tells every instance; call it after the commit.</summary>
    public void Announce()
    {
        Pulse();
        events.Announce();
    }

    /// <summary>Wakes the pump of this instance.</summary>
    public void Pulse() => _pulse.Set();

    /// <summary>Waits for a pulse, at most so long.</summary>
    public void Wait(TimeSpan atMost, CancellationToken ct) => WaitHandle.WaitAny([_pulse, ct.WaitHandle], atMost);

    /// <inheritdoc />
    public void Dispose() => _pulse.Dispose();
}
