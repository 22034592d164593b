using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Videos;

/// <summary>Private videos with a time of their own become public then, by the platform's clock.</summary>
internal static class PublishAt
{
    /// <summary>Writes down what has come about since somebody last looked. Under the channel's gate.</summary>
    public static void Settle(Store store, World world, Account channel)
    {
        if (channel.Platform != Platform.YouTube)
            return;
        var now = store.Clock.GetUtcNow();
        foreach (var video in channel.Videos.Take(new PageQuery(int.MaxValue, NewestFirst: false)).Items.Where(v => v.Status is { IsPrivate: true, PublishAt: { } at } && at <= now))
            store.Commit(world, new VideoChanged(video.Id, video.Snippet, video.Status with { Privacy = "public", PublishAt = null }, video.Status.PublishAt!.Value));
    }
}
