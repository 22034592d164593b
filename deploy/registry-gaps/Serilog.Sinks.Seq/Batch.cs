using System.Buffers;
using System.Globalization;
using System.Text;
using Serilog.Debugging;
using Serilog.Events;

namespace Serilog.Sinks.Seq;

/// <summary>How much goes into one event, one request and the queue.</summary>
internal sealed record BatchLimits(int Events, long? EventBytes, int Queue);

/// <summary>Events written down as CLEF, ready to be sent and, after a failure, sent again unchanged.</summary>
internal sealed class Batch(BatchLimits limits)
{
    /// <summary>Seq takes at most 10 MB in a request.</summary>
    private const int PayloadLimit = 8 * 1024 * 1024;

    private readonly StringBuilder _line = new();
    private readonly ArrayBufferWriter<byte> _payload = new(64 * 1024);
    private readonly List<int> _ends = [];

    public int Count => _ends.Count;

    public bool IsFull => _ends.Count >= limits.Events || _payload.WrittenCount >= PayloadLimit;

    /// <summary>The lines of <paramref name="count"/> events from <paramref name="first"/> on.</summary>
    public ReadOnlyMemory<byte> Lines(int first, int count)
    {
        var start = first == 0 ? 0 : _ends[first - 1];
        return _payload.WrittenMemory[start..(count == 0 ? start : _ends[first + count - 1])];
    }

    /// <summary>Writes the event down, or drops it if it cannot be written or is too large.</summary>
    public void Add(LogEvent logEvent)
    {
        _line.Clear();
        try
        {
            using var writer = new StringWriter(_line, CultureInfo.InvariantCulture);
            ClefFormatter.Format(logEvent, writer);
        }
#pragma warning disable CA1031 // An application's own ToString may throw anything, and must not stop all logging.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SelfLog.WriteLine("An event of the template {0} could not be written: {1}", logEvent.MessageTemplate.Text, e);
            DroppedEvents.Add(1, DropReason.NotWritable);
            return;
        }

        var text = _line.ToString();
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes - 1 > limits.EventBytes)
        {
            SelfLog.WriteLine("An event of the template {0} has {1} bytes, more than {2}", logEvent.MessageTemplate.Text, bytes - 1, limits.EventBytes);
            DroppedEvents.Add(1, DropReason.TooLarge);
            return;
        }
        _payload.Advance(Encoding.UTF8.GetBytes(text, _payload.GetSpan(bytes)));
        _ends.Add(_payload.WrittenCount);
    }

    public void Clear()
    {
        _payload.ResetWrittenCount();
        _ends.Clear();
    }
}
