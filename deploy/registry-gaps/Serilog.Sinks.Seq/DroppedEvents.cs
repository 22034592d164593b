using System.Diagnostics.Metrics;

namespace Serilog.Sinks.Seq;

/// <summary>Counts the events that never reached the server, by reason.</summary>
internal static class DroppedEvents
{
    private static readonly Meter Meter = new("SnsOps.Logging");
    private static readonly Counter<long> Total = Meter.CreateCounter<long>(
        "snsops_log_events_dropped_total", unit: "{event}", description: "Log events dropped by the Seq sink");

    public static void Add(long count, DropReason reason)
    {
        if (count > 0)
            Total.Add(count, new KeyValuePair<string, object?>("reason", reason.ToString()));
    }
}

/// <summary>Why an event was dropped.</summary>
internal enum DropReason
{
    /// <summary>The server has been away for longer than the queue lasts.</summary>
    QueueFull,

    /// <summary>Its JSON exceeds the limit for one event.</summary>
    TooLarge,

    /// <summary>Writing it threw, for example in a property's or an exception's own ToString.</summary>
    NotWritable,

    /// <summary>The server said that it will never take it.</summary>
    Refused,

    /// <summary>The process ended while the server was away.</summary>
    Shutdown,
}
