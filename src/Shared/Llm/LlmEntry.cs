namespace SnsOps.Shared.Llm;

/// <summary>A request's row in the ledger when it begins, with the most it may cost (<c>SetAside</c>, millionths of a dollar). At and Id are its key.</summary>
internal sealed record LlmOpening(DateTimeOffset At, Guid Id, Guid ClientId, string Task, long SetAside, string? CorrelationId);

/// <summary>The same when it is over: who says what it cost, how it ended, the tokens, those of tries whose answer was thrown away, and an answer to be kept in the same transaction.</summary>
internal sealed record LlmClosing(
    LlmOpening Opening, string Source, string Outcome, string? Provider, string? Model, int Asked, int Written, int Wasted, long CostMicros, int Tries, string? Error,
    double? FirstWordMs, double Ms, LlmKept? Keep);

/// <summary>An answer that may be used again, by the hash of all that was asked.</summary>
internal sealed record LlmKept(byte[] Request, string Provider, string Model, string Content, int Written, TimeSpan For);

/// <summary>What a client has spent this month and may spend.</summary>
internal sealed record LlmSpent(Guid ClientId, long Micros, long Most);
