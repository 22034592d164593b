using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Who calls what, and what for: each call of the Graph API says it.</summary>
/// <param name="Account">Whose token is used.</param>
/// <param name="Endpoint">What is called, such as "fb.feed": a name for budgets and the call log, never an address.</param>
/// <param name="Priority">Whether it may use what is kept for publishing.</param>
public sealed record MetaCall(ConnectedAccount Account, string Endpoint, CallPriority Priority)
{
    /// <summary>Creating a container, a carousel's children included: has a budget of its own.</summary>
    public const string CreateContainer = "ig.create_container";

    /// <summary>Making a container public.</summary>
    public const string PublishContainer = "ig.publish";

    /// <summary>Beginning a page's reel: has a budget of its own, so that what is one too many is not even uploaded.</summary>
    public const string FinishReel = "fb.video_reels_finish";

    /// <summary>A failed read is tried again at once. Not where the caller polls: it has a pace of its own.</summary>
    public bool Retries { get; init; } = true;

    /// <summary>Of a sign-in: there is no account yet whose budget it could spend.</summary>
    public bool IsLogin { get; init; }

    /// <summary>An answer given before will do; null: it must be fresh, as for all that polls or finds out what happened.</summary>
    public CacheUse? Cache { get; init; }

    /// <summary>What it counts as: a read of several ids counts once for each.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>What people see, and all that leads to it.</summary>
    public static MetaCall Publishing(ConnectedAccount account, string endpoint) => new(account, endpoint, CallPriority.Publishing);

    /// <summary>What is collected.</summary>
    public static MetaCall Collection(ConnectedAccount account, string endpoint) => new(account, endpoint, CallPriority.Collection);
}
