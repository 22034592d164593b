using System.Diagnostics;

namespace SnsOps.Shared.Hosting;

/// <summary>The activity source of SnsOps, and a listener so that trace ids exist with or without an exporter.</summary>
public static class Tracing
{
    /// <summary>Spans of our own: jobs, nudges, sends.</summary>
    public static ActivitySource Source { get; } = new("SnsOps");

    /// <summary>The attempt the current span sends, so that the call log can name it.</summary>
    public static Guid? CurrentAttempt
    {
        get => Activity.Current?.GetTagItem(AttemptTag) as Guid?;
        set => Activity.Current?.SetTag(AttemptTag, value);
    }

    private const string AttemptTag = "snsops.attempt_id";

    internal static void Listen() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "SnsOps",
        Sample = (ref _) => ActivitySamplingResult.AllData,
    });
}
