namespace SnsOps.Shared.Messages;

/// <summary>The Kafka topics, one per lane.</summary>
public static class Topics
{
    /// <summary>Critical: everything people can see. Key = platform account id.</summary>
    public const string Publishing = "snsops.publishing";

    /// <summary>Medium: comments, KPIs, tokens. Key = platform account id.</summary>
    public const string Collection = "snsops.collection";

    /// <summary>High: what reads comments with AI. Key = client id.</summary>
    public const string Ai = "snsops.ai";

    /// <summary>Low: reports and embeddings, in a consumer of its own so that it never starves the high lane. Key = client id.</summary>
    public const string Reports = "snsops.reports";

    /// <summary>"There are live events": read whole by every Api instance.</summary>
    public const string Events = "snsops.events";

    /// <summary>All of them, with the partitions an embedded or new cluster gets.</summary>
    public static IReadOnlyDictionary<string, int> Partitions { get; } = new Dictionary<string, int>
    {
        [Publishing] = 12, [Collection] = 6, [Ai] = 6, [Reports] = 3, [Events] = 1,
    };
}
