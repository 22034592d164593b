using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.Faults;

/// <summary>A fault as a test scripts it.</summary>
/// <param name="Endpoint">A name such as fb.feed, a family such as ig.*, or * for all.</param>
/// <param name="After">Matching calls that still go well.</param>
/// <param name="Times">How often it strikes; 0 means until it is deleted.</param>
/// <param name="Match">Only calls whose caption, message, id or account id contains this.</param>
/// <param name="Code">The error code, where the kind leaves a choice; of streams: after how many pieces.</param>
/// <param name="DelayMs">latency: how much later; timeouts: how long the connection is held; listing-lag: how young stays hidden; clock-skew: how far ahead; rate-limit at YouTube and of messages: Retry-After.</param>
/// <param name="Probability">Strikes each time with this chance.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewFault(
    string Endpoint, FaultKind Kind, int After = 0, int Times = 1, string? Match = null, int? Code = null, int? Subcode = null,
    int? DelayMs = null, double? Probability = null);
