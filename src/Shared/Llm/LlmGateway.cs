using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Shared.Llm;

/// <summary>Asks language models: the first provider in order that answers, at last the embedded writer of the task, which always does.</summary>
/// <remarks>
/// A provider that fails before its first word was shown is followed by the next without anybody noticing; after it nobody goes on with another's text.
/// Each request is one row of the ledger, whatever becomes of it.
/// </remarks>
public sealed class LlmGateway
{
    private readonly LlmParts _parts;

    internal LlmGateway(LlmLinks links, LlmHealth health, LlmLedger ledger, LlmCache cache, Breakers breakers, CallLog log, IEnumerable<IEmbeddedWriter> writers, LlmOptions options,
        TimeProvider clock, ILogger<LlmGateway> logger) =>
        _parts = new LlmParts(links, health, ledger, cache, breakers, log, writers.ToDictionary(w => w.Task, StringComparer.Ordinal), options, clock, logger);

    /// <summary>The whole text. A provider that breaks off is followed by the next: nothing of it was shown.</summary>
    public async Task<LlmAnswer> GenerateAsync(LlmRequest request, CancellationToken ct)
    {
        await using var run = new LlmRun(_parts, request, isShown: false, ct);
        while (true)
        {
            if (await run.NextAsync() is LlmEvent.Ended { Answer: var answer })
                return answer;
        }
    }

    /// <summary>The text as it is written, and at last how it ended.</summary>
    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var run = new LlmRun(_parts, request, isShown: true, ct);
        while (true)
        {
            var next = await run.NextAsync();
            yield return next;
            if (next is LlmEvent.Ended)
                yield break;
        }
    }
}

/// <summary>What a request goes through.</summary>
internal sealed record LlmParts(
    LlmLinks Links, LlmHealth Health, LlmLedger Ledger, LlmCache Cache, Breakers Breakers, CallLog Log, IReadOnlyDictionary<string, IEmbeddedWriter> Writers, LlmOptions Options,
    TimeProvider Clock, ILogger Logger)
{
    /// <summary>What is on its way in this process.</summary>
    public LlmFlights Flights { get; } = new();
}

/// <summary>What is logged of requests: who answered and who did not, never what was said.</summary>
internal static partial class LlmLog
{
    [LoggerMessage(8048, LogLevel.Warning, "{Provider} did not answer request {RequestId}: {Error} after {ElapsedMs:0} ms", EventName = "LlmProviderMissed")]
    public static partial void Missed(ILogger logger, string provider, Guid requestId, string error, double elapsedMs);

    [LoggerMessage(8049, LogLevel.Information, "Request {RequestId} ({Task}) of client {ClientId} was answered by {Engine} in {ElapsedMs:0} ms", EventName = "LlmAnswered")]
    public static partial void Answered(ILogger logger, Guid requestId, string task, Guid clientId, string engine, double elapsedMs);
}
