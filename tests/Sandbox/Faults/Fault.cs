namespace SnsOps.Sandbox.Faults;

/// <summary>A scripted fault and how often it has struck.</summary>
internal sealed class Fault(int id, NewFault script)
{
    public int Id { get; } = id;

    public NewFault Script { get; } = script;

    public FaultKind Kind => Script.Kind;

    public TimeSpan Delay => TimeSpan.FromMilliseconds(Script.DelayMs ?? DefaultDelayMs);

    /// <summary>Matching calls so far.</summary>
    public int Seen { get; set; }

    /// <summary>Times it struck.</summary>
    public int Struck { get; set; }

    /// <summary>Something happened by the time it strikes, so there must be something to happen.</summary>
    public bool NeedsEffect => Kind is FaultKind.CommitThenTimeout or FaultKind.CommitThen5xx or FaultKind.CommitThenReset
        or FaultKind.CommitThenTruncated or FaultKind.CommitThenActionBlocked or FaultKind.CommitThenErrorBody or FaultKind.CommitThenDuplicate or FaultKind.CommitThenCommentFields;

    /// <summary>By how much the platform's clock is wrong in this call.</summary>
    public TimeSpan Skew => Kind == FaultKind.ClockSkew ? Delay : TimeSpan.Zero;

    private int DefaultDelayMs => Kind switch { FaultKind.Latency => 1_000, FaultKind.ListingLag => 10_000, FaultKind.ClockSkew => 300_000, _ => 120_000 };

    public bool IsFor(string endpoint) => Script.Endpoint == endpoint || Script.Endpoint == "*"
        || (Script.Endpoint.EndsWith(".*", StringComparison.Ordinal) && endpoint.StartsWith(Script.Endpoint[..^1], StringComparison.Ordinal));
}
