using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Who calls what, and what for: each call of a Google API says it.</summary>
/// <param name="Account">Whose refresh token is used.</param>
/// <param name="Endpoint">What is called, such as "yt.update": a name for budgets and the call log, never an address.</param>
/// <param name="Priority">Whether it may use what is kept for publishing.</param>
/// <param name="Units">Of the day's quota: 1 a list, 50 a change. https://developers.google.com/youtube/v3/determine_quota_cost</param>
public sealed record GoogleCall(ConnectedAccount Account, string Endpoint, CallPriority Priority, int Units)
{
    /// <summary>Opening an upload has a bucket of its own; the file's bytes cost nothing.</summary>
    public const string Insert = "yt.insert";

    /// <summary>A failed read is tried again at once. Not where the caller polls: it has a pace of its own.</summary>
    public bool Retries { get; init; } = true;

    /// <summary>An answer given before will do; null: it must be fresh, as for all that polls or finds out what happened.</summary>
    public CacheUse? Cache { get; init; }

    /// <summary>A query of the YouTube Analytics API, which has a quota of its own.</summary>
    public const string Report = "yt.report";

    /// <summary>What is collected.</summary>
    public static GoogleCall Collection(ConnectedAccount account, string endpoint, int units) => new(account, endpoint, CallPriority.Collection, units);

    /// <summary>What people see, and all that leads to it.</summary>
    public static GoogleCall Publishing(ConnectedAccount account, string endpoint, int units) => new(account, endpoint, CallPriority.Publishing, units);
}
