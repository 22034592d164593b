namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What Instagram is asked to make ready, by format.</summary>
/// <remarks>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media</remarks>
internal static class ContainerForms
{
    /// <summary>The container that is published: of the one file, or of the children there are.</summary>
    public static IReadOnlyList<(string Name, string Value)> Whole(OutgoingPost post, Func<OutgoingMedia, string> link) => post.Format switch
    {
        "instagram_image" => [Address(post.Media[0], link), ("caption", post.Text)],
        "instagram_reel" => [("media_type", "REELS"), Address(post.Media[0], link), ("caption", post.Text), ("share_to_feed", "true")],
        "instagram_story" => [("media_type", "STORIES"), Address(post.Media[0], link)],
        "instagram_carousel" => [("media_type", "CAROUSEL"), ("children", string.Join(',', post.Media.Select(m => m.Part))), ("caption", post.Text)],
        _ => throw new NotSupportedException(post.Format),
    };

    /// <summary>One file of a carousel.</summary>
    public static IReadOnlyList<(string Name, string Value)> Child(OutgoingMedia file, Func<OutgoingMedia, string> link) => file.IsVideo
        ? [("media_type", "VIDEO"), Address(file, link), ("is_carousel_item", "true")]
        : [Address(file, link), ("is_carousel_item", "true")];

    private static (string, string) Address(OutgoingMedia file, Func<OutgoingMedia, string> link) => (file.IsVideo ? "video_url" : "image_url", link(file));
}
