namespace SnsOps.Shared.Llm;

/// <summary>A request's row in the ledger, when it begins.</summary>
/// <param name="At">When; with <paramref name="Id"/> its key.</param>
/// <param name="SetAside">The most it may cost, in millionths of a dollar.</param>
internal sealed record LlmOpening(DateTimeOffset At, Guid Id, Guid ClientId, string Task, long SetAside, string? CorrelationId);

/// <summary>The same when it is over.</summary>
/// <param name="Source">Who says what it cost: provider, estimated, partial, cache, embedded, none.</param>
/// <param name="Outcome">answered, truncated, cancelled, failed.</param>
/// <param name="Wasted">Tokens of tries whose answer was thrown away.</param>
/// <param name="Keep">The answer, to be used again; written in the same transaction.</param>
internal sealed record LlmClosing(
    LlmOpening Opening, string Source, string Outcome, string? Provider, string? Model, int Asked, int Written, int Wasted, long CostMicros, int Tries, string? Error,
    double? FirstWordMs, double Ms, LlmKept? Keep);

/// <summary>An answer that may be used again.</summary>
/// <param name="Request">The hash of all that was asked.</param>
internal sealed record LlmKept(byte[] Request, string Provider, string Model, string Content, int Written, TimeSpan For);

/// <summary>What a client has spent this month and may spend.</summary>
internal sealed record LlmSpent(Guid ClientId, long Micros, long Most);
