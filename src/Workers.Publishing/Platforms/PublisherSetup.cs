namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>The platforms this process can publish to.</summary>
internal sealed class PublisherRegistry(IEnumerable<IPublisher> publishers)
{
    private readonly Dictionary<string, IPublisher> _publishers = publishers.ToDictionary(p => p.Platform);

    /// <summary>The publisher of a platform.</summary>
    /// <exception cref="KeyNotFoundException">There is none: the database allows a platform this process does not know.</exception>
    public IPublisher this[string platform] => _publishers[platform];
}

internal static class PublisherSetup
{
    public static void AddPublishers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KnownPosts>();
        builder.Services.AddSingleton<InstagramPosts>();
        builder.Services.AddSingleton<InstagramQuota>();
        builder.Services.AddSingleton<InstagramQuotaSql>();
        builder.Services.AddSingleton<IPublisher, InstagramPublisher>();
        builder.Services.AddSingleton<IPublisher, FacebookPublisher>();
        builder.Services.AddSingleton<PublisherRegistry>();
        builder.Services.AddSingleton<KnownReplies>();
        builder.Services.AddSingleton<MetaReplies>();
        builder.Services.AddSingleton<DeadTokens>();
    }
}
