using System.Threading.Channels;
using SnsOps.Shared.Live;

namespace SnsOps.Api.Live;

/// <summary>"There may be live events": wakes this instance's pump, and by Kafka the others'.</summary>
internal sealed class EventSignal(LiveEvents events)
{
    private readonly Channel<bool> _pulses = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Tells every instance; call it after the commit.</summary>
    public void Announce()
    {
        Pulse();
        events.Announce();
    }

    /// <summary>Wakes the pump of this instance.</summary>
    public void Pulse() => _pulses.Writer.TryWrite(true);

    /// <summary>Waits for a pulse, at most so long.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(atMost);
        try
        {
            await _pulses.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // no pulse: the pump looks anyway
        }
    }
}
