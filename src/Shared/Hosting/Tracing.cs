using System.Diagnostics;

namespace SnsOps.Shared.Hosting;

/// <summary>The activity source of SnsOps, and a listener so that trace ids exist with or without an exporter.</summary>
public static class Tracing
{
    /// <summary>Spans of our own: jobs, nudges, sends.</summary>
    public static ActivitySource Source { get; } = new("SnsOps");

    internal static void Listen() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "SnsOps",
        Sample = (ref _) => ActivitySamplingResult.AllData,
    });
}
