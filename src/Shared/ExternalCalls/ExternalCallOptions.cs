using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>How calls to systems outside are limited, parked, repeated and noted. Section "ExternalCalls".</summary>
public sealed class ExternalCallOptions
{
    /// <summary>How much of a budget collection may use; the rest is publishing's.</summary>
    [Range(0.1, 1)] public double CollectionShare { get; init; } = 0.8;

    /// <summary>People are told once when this much of a budget is used.</summary>
    [Range(0.1, 1)] public double AlarmShare { get; init; } = 0.8;

    /// <summary>A process holds a chunk of a budget for so many seconds; what it has not spent then is free again.</summary>
    [Range(1, 300)] public double ChunkSeconds { get; init; } = 30;

    /// <summary>Seconds between exchanges with the shared rows: what was spent, what is closed, what is open.</summary>
    [Range(0.05, 2)] public double SyncSeconds { get; init; } = 1;

    /// <summary>A platform that says "enough" without saying for how long is left alone for so many minutes.</summary>
    [Range(0.01, 1440)] public double ThrottledMinutes { get; init; } = 5;

    /// <summary>So many failures in a row open a breaker.</summary>
    [Range(1, 1000)] public int BreakerFailures { get; init; } = 5;

    /// <summary>An open breaker lets nothing through for so many seconds, then one probe.</summary>
    [Range(0.1, 3600)] public double BreakerSeconds { get; init; } = 30;

    /// <summary>The same for providers of language models.</summary>
    [Range(0.1, 3600)] public double LlmBreakerSeconds { get; init; } = 60;

    /// <summary>A probe that said nothing for so many seconds is given up; longer than the longest wait for an answer.</summary>
    [Range(1, 3600)] public double ProbeSeconds { get; init; } = 120;

    /// <summary>Seconds before a read is tried again; doubled twice.</summary>
    [Range(0.001, 60)] public double RetrySeconds { get; init; } = 1;

    /// <summary>A read is not tried again once it has taken so many seconds: its caller comes back by itself, and holds a lease meanwhile.</summary>
    [Range(0, 600)] public double RetryWithinSeconds { get; init; } = 20;

    /// <summary>Calls waiting to be written to the log; what comes above is dropped and counted.</summary>
    [Range(10, 1_000_000)] public int LogCapacity { get; init; } = 20_000;

    /// <summary>Answers kept for all processes; above that the oldest go.</summary>
    [Range(100, 10_000_000)] public int CacheEntries { get; init; } = 200_000;

    /// <summary>A longer answer is not kept.</summary>
    [Range(1, 16_384)] public int CacheEntryKilobytes { get; init; } = 256;

    /// <summary>How long a breaker stays open.</summary>
    internal double OpenSecondsOf(string scope) => scope.StartsWith("llm:", StringComparison.Ordinal) ? LlmBreakerSeconds : BreakerSeconds;
}
