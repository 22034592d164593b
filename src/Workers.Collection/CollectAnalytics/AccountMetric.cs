namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>The account figures a plain read gives: our name, and the platform's field.</summary>
/// <param name="Name">As kept in analytics_snapshots.</param>
/// <param name="Field">As the platform calls it.</param>
internal sealed record AccountMetric(string Name, string Field)
{
    private static readonly AccountMetric[] Instagram =
        [new("followers", "followers_count"), new("following", "follows_count"), new("posts", "media_count")];

    private static readonly AccountMetric[] Facebook =
        [new("followers", "followers_count"), new("fans", "fan_count")];

    /// <summary>Those of a platform.</summary>
    public static IReadOnlyList<AccountMetric> Of(string platform) => platform switch
    {
        "instagram" => Instagram,
        "facebook" => Facebook,
        _ => [],
    };
}

/// <summary>One figure as it was just seen.</summary>
/// <param name="Metric">Our name of it.</param>
/// <param name="Value">Null when the platform did not give it.</param>
/// <param name="NullReason">Why not.</param>
internal sealed record Observation(string Metric, long? Value, string? NullReason);
