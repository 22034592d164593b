using SnsOps.Shared.Hosting;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>The formats this process can publish.</summary>
internal sealed class PublisherRegistry(IEnumerable<IPublisher> publishers)
{
    private readonly Dictionary<string, IPublisher> _publishers = publishers.SelectMany(p => p.Formats.Select(f => (Format: f, Publisher: p))).ToDictionary(p => p.Format, p => p.Publisher);

    /// <summary>The publisher of a format.</summary>
    /// <exception cref="KeyNotFoundException">There is none: the database allows a format this process does not know.</exception>
    public IPublisher this[string format] => _publishers[format];

    /// <summary>Nothing has to be done for such a post before it is sent.</summary>
    public bool IsReadyAtOnce(OutgoingPost post) => _publishers.TryGetValue(post.Format, out var publisher) && publisher.IsReadyAtOnce(post);
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
        builder.Services.AddSingleton<PageListing>();
        builder.Services.AddSingleton<PagePhotos>();
        builder.Services.AddSingleton<PageUploads>();
        builder.Services.AddSingleton<PageVideos>();
        builder.Services.AddSingleton<PageStories>();
        builder.Services.AddSingleton<IPublisher, FacebookPublisher>();
        builder.Services.AddSingleton<IPublisher, FacebookVideoPublisher>();
        builder.Services.AddSingleton<IPublisher, FacebookStoryPublisher>();
        builder.Services.AddCheckedOptions<YouTubeOptions>("YouTube");
        builder.Services.AddSingleton<KnownVideos>();
        builder.Services.AddSingleton<YouTubeListing>();
        builder.Services.AddSingleton<YouTubeUploads>();
        builder.Services.AddSingleton<YouTubeThumbnails>();
        builder.Services.AddSingleton<IPublisher, YouTubePublisher>();
        builder.Services.AddSingleton<PublisherRegistry>();
        builder.Services.AddSingleton<KnownReplies>();
        builder.Services.AddSingleton<ICommentWriter, MetaComments>();
        builder.Services.AddSingleton<ICommentWriter, YouTubeComments>();
        builder.Services.AddSingleton<CommentWriters>();
        builder.Services.AddSingleton<ICommentModerator, MetaModerator>();
        builder.Services.AddSingleton<ICommentModerator, YouTubeModerator>();
        builder.Services.AddSingleton<CommentModerators>();
        builder.Services.AddSingleton<CommentTargets>();
        builder.Services.AddSingleton<DeadTokens>();
    }
}
