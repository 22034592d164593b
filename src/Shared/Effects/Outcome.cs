namespace SnsOps.Shared.Effects;

/// <summary>What came of one send that people may see: a closed set. Nothing else may be concluded from an answer.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>With these codes of a <see cref="TryLater"/> nothing has left this process.</summary>
    public static IReadOnlyList<string> Unsent { get; } = ["abandoned", "not_sent", "held_back", "budget", "breaker_open", "budget_unread"];

    /// <summary>Something left this process: there was an answer, or one was lost.</summary>
    public bool WasSent => this is not TryLater later || !Unsent.Contains(later.Code);

    /// <summary>It is there.</summary>
    /// <param name="PlatformPostId">Null when it is public but its id is not known yet.</param>
    /// <param name="PostUrl">Its public address, if the answer had one.</param>
    /// <param name="At">Since when, if the platform said it.</param>
    public sealed record Published(string? PlatformPostId, string? PostUrl = null, DateTimeOffset? At = null) : Outcome;

    /// <summary>Surely not sent or surely not accepted, and worth another try.</summary>
    /// <param name="Code">The platform's code, or ours such as "not_sent".</param>
    /// <param name="Reason">For people.</param>
    /// <param name="Wait">Before the next try; null: the usual 30, 60, 120 s.</param>
    /// <param name="Burns">False when the platform is merely closed to us: a rate limit, no connection.</param>
    /// <param name="DropsHandle">The prepared container is of no use any more.</param>
    public sealed record TryLater(string Code, string Reason, TimeSpan? Wait = null, bool Burns = true, bool DropsHandle = false) : Outcome;

    /// <summary>Refused, and would be again.</summary>
    /// <param name="Code">The platform's code.</param>
    /// <param name="Reason">For people: what, why, what to do.</param>
    /// <param name="NeedsReconnect">The account's token is dead until a person connects it again.</param>
    public sealed record Rejected(string Code, string Reason, bool NeedsReconnect = false) : Outcome;

    /// <summary>It may be there or not. It is looked up, never sent again blindly.</summary>
    public sealed record Unknown(string Code, string Reason) : Outcome;
}
