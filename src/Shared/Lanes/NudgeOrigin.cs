using System.Diagnostics;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;

namespace SnsOps.Shared.Lanes;

/// <summary>Where a piece of work came from: carried by the nudge's headers, absent when the sweep found the row.</summary>
/// <param name="Trace">The sender's span.</param>
/// <param name="CorrelationId">The business flow.</param>
public readonly record struct NudgeOrigin(ActivityContext Trace, string? CorrelationId)
{
    /// <summary>Begins the work's own span under its sender's, whatever the current context is: rows claimed together have nothing else in common.</summary>
    public Activity? Begin(string name)
    {
        Activity.Current = null;
        var activity = Tracing.Source.StartActivity(name, ActivityKind.Consumer, Trace);
        Correlation.Begin(CorrelationId);
        return activity;
    }
}
