namespace SnsOps.Shared.ExternalCalls;

/// <summary>How old an answer a read may be given instead of asking. A read that says nothing of it is asked: all that polls, and all that finds out what happened.</summary>
/// <param name="For">No older than that.</param>
public sealed record CacheUse(TimeSpan For)
{
    /// <summary>Figures.</summary>
    public static CacheUse Insights { get; } = new(TimeSpan.FromHours(1));

    /// <summary>What an account says of itself.</summary>
    public static CacheUse Profile { get; } = new(TimeSpan.FromHours(24));

    /// <summary>Everything else.</summary>
    public static CacheUse Other { get; } = new(TimeSpan.FromMinutes(5));

    /// <summary>Nor asked before then: a firing's own answers may be used again when it is repeated, those of the firing before may not.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}
