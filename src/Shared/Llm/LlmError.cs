using System.Net.Sockets;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Llm;

/// <summary>Why a provider did not answer.</summary>
public enum LlmError
{
    /// <summary>No connection, or it broke before the answer began.</summary>
    Unreachable,

    /// <summary>Its first word did not come in time.</summary>
    NoFirstToken,

    /// <summary>It fell silent in the middle.</summary>
    Stalled,

    /// <summary>It ended, or broke, before its end.</summary>
    BrokenOff,

    /// <summary>It could not be understood.</summary>
    Unreadable,

    /// <summary>A 5xx, be it in the middle of a stream that began well.</summary>
    ServerError,

    /// <summary>A 429: asks for patience and says nothing of the provider's health.</summary>
    RateLimited,

    /// <summary>Our key is not taken, or there is no money behind it.</summary>
    KeyRefused,

    /// <summary>It has no such model.</summary>
    NoModel,

    /// <summary>What was asked is longer than the model can read.</summary>
    TooLong,

    /// <summary>Any other refusal of the request itself.</summary>
    BadRequest,

    /// <summary>The provider will not write that.</summary>
    Filtered,

    /// <summary>The time for the whole request is over.</summary>
    Deadline,

    /// <summary>It has failed again and again: it was not asked.</summary>
    BreakerOpen,

    /// <summary>The client's budget of the month is used up: nobody was asked.</summary>
    BudgetUsedUp,

    /// <summary>PostgreSQL does not say what is left of the budget: nobody was asked.</summary>
    LedgerAway,
}

/// <summary>What an error means for what is done next.</summary>
internal static class LlmErrors
{
    /// <summary>Another provider would be no better: nobody else is asked.</summary>
    public static bool Stops(this LlmError error) => error is LlmError.BadRequest or LlmError.Filtered or LlmError.Deadline;

    /// <summary>The same provider may answer in a moment.</summary>
    public static bool MayPass(this LlmError error) => error <= LlmError.RateLimited;

    /// <summary>What it says of the provider's health.</summary>
    public static CallVerdict Verdict(this LlmError error) => error switch
    {
        LlmError.RateLimited => CallVerdict.Throttled,
        LlmError.NoModel or LlmError.TooLong or LlmError.BadRequest or LlmError.Filtered => CallVerdict.Answered,
        _ => CallVerdict.Failed,
    };
}

/// <summary>A provider's failure with what it said of it.</summary>
/// <param name="Error">Its class.</param>
/// <param name="Status">Of HTTP; null when nothing came back.</param>
/// <param name="Code">The provider's word for it; never its text.</param>
/// <param name="RetryAfter">As it demanded.</param>
internal sealed record LlmFault(LlmError Error, int? Status = null, string? Code = null, TimeSpan? RetryAfter = null)
{
    /// <summary>In a word, for logs and rows.</summary>
    public string Name => Code is null ? Error.ToString() : $"{Error}/{Code}";

    /// <summary>Of whatever a provider's SDK threw. Its own wrapping hides what happened.</summary>
    /// <param name="thrown">By the SDK or below.</param>
    /// <param name="begun">The answer had begun.</param>
    public static LlmFault Of(Exception thrown, bool begun)
    {
        for (var e = thrown; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case LlmCallException call: return call.Fault;
                case IOException or HttpRequestException or SocketException: return new LlmFault(begun ? LlmError.BrokenOff : LlmError.Unreachable, Code: e.GetType().Name);
            }
        }

        // The SDKs throw an exception of their own at an error within a stream; its name says so.
        return thrown.GetType().Name.Contains("Sse", StringComparison.Ordinal) ? new LlmFault(LlmError.ServerError, 200, "in-stream") : new LlmFault(LlmError.Unreadable, 200, thrown.GetType().Name);
    }
}

/// <summary>Carries a failure through a provider's SDK.</summary>
internal sealed class LlmCallException(LlmFault fault) : Exception(fault.Name)
{
    public LlmFault Fault => fault;
}
