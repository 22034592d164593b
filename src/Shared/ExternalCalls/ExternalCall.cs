using SnsOps.Shared.Platforms;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>One call to a system outside, as its budgets, its breaker and the call log see it.</summary>
/// <param name="Host">Which system: the breaker's scope, such as "meta:graph.facebook.com".</param>
/// <param name="Endpoint">What is called, such as "fb.feed": a name, never an address.</param>
/// <param name="Method">GET, POST …</param>
/// <param name="Priority">Whether it may use what is kept for publishing.</param>
/// <param name="MayRetry">Only for reads whose caller has no pace of its own.</param>
/// <param name="Account">Whose call it is.</param>
/// <param name="Budgets">What it spends: one of each.</param>
public sealed record ExternalCall(string Host, string Endpoint, string Method, CallPriority Priority, bool MayRetry, ConnectedAccount Account, IReadOnlyList<Budget> Budgets);

/// <summary>Who goes first when a budget runs short.</summary>
public enum CallPriority
{
    /// <summary>What people see, and all that leads to it: may use the whole budget.</summary>
    Publishing,

    /// <summary>What is collected: leaves publishing its reserve.</summary>
    Collection,

    /// <summary>What is asked of language models: it spends no platform's budget.</summary>
    Ai,
}

/// <summary>What an answer says about the system that gave it.</summary>
public enum CallVerdict
{
    /// <summary>It answered, be it with a refusal.</summary>
    Answered,

    /// <summary>It asked for patience: says nothing about its health.</summary>
    Throttled,

    /// <summary>No connection, no answer, a torn one, or a 5xx.</summary>
    Failed,
}

/// <summary>A try that was made.</summary>
/// <param name="Answer">For the caller.</param>
/// <param name="Verdict">For the breaker.</param>
/// <param name="Status">Of HTTP; null when nothing came back.</param>
/// <param name="Error">The platform's code or the kind of failure; never a token, never a body.</param>
/// <param name="RetryAfter">As the answer demanded.</param>
/// <param name="Usage">What its headers said of budgets.</param>
public sealed record CallResult<T>(T Answer, CallVerdict Verdict, int? Status, string? Error, TimeSpan? RetryAfter, IReadOnlyList<UsageReport> Usage)
{
    /// <summary>A read may be tried again after it.</summary>
    internal bool IsTransient => Verdict == CallVerdict.Failed || Status == 429;
}

/// <summary>A call that was not made: not one byte was sent.</summary>
/// <param name="By">What held it back.</param>
/// <param name="Scope">Which budget or system.</param>
/// <param name="Wait">Until it may be tried.</param>
public sealed record HeldBack(HeldBackBy By, string Scope, TimeSpan Wait)
{
    /// <summary>In words, for logs and histories.</summary>
    public string Reason => By switch
    {
        HeldBackBy.Budget => $"the budget {Scope} is used up; again in {Wait.TotalSeconds:0} s",
        HeldBackBy.Breaker => $"{Scope} has failed again and again; again in {Wait.TotalSeconds:0} s",
        _ => $"the budget {Scope} could not be read; again in {Wait.TotalSeconds:0} s",
    };
}

/// <summary>What holds a call back.</summary>
public enum HeldBackBy
{
    /// <summary>The platform's limit, or our share of it, is used up.</summary>
    Budget,

    /// <summary>The platform does not answer.</summary>
    Breaker,

    /// <summary>PostgreSQL does not answer: nobody knows what is left.</summary>
    Outage,
}
