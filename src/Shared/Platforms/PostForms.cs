using System.Globalization;

namespace SnsOps.Shared.Platforms;

/// <summary>What Instagram and Facebook are told to show, field by field. The sender sends these, and previews show them: nobody approves what is not sent.</summary>
/// <remarks>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media, https://developers.facebook.com/docs/pages-api/posts</remarks>
public static class PostForms
{
    /// <summary>The container that Instagram publishes: of the one file, or of the children there are.</summary>
    public static IReadOnlyList<(string Name, string Value)> Container(string format, string text, IReadOnlyList<PostFile> files) => format switch
    {
        "instagram_image" => [Address(files[0]), ("caption", text)],
        "instagram_reel" => [("media_type", "REELS"), Address(files[0]), ("caption", text), ("share_to_feed", "true")],
        "instagram_story" => [("media_type", "STORIES"), Address(files[0])],
        "instagram_carousel" => [("media_type", "CAROUSEL"), ("children", string.Join(',', files.Select(f => f.Part))), ("caption", text)],
        _ => throw new NotSupportedException(format),
    };

    /// <summary>One file of a carousel.</summary>
    public static IReadOnlyList<(string Name, string Value)> Child(PostFile file) => file.IsVideo
        ? [("media_type", "VIDEO"), Address(file), ("is_carousel_item", "true")]
        : [Address(file), ("is_carousel_item", "true")];

    /// <summary>A text, a link or several photos in a page's feed.</summary>
    public static IReadOnlyList<(string Name, string Value)> Feed(string format, string text, string? link, IReadOnlyList<PostFile> files)
    {
        List<(string, string)> form = [("message", text)];
        if (format == "facebook_text" && link is not null)
            form.Add(("link", link));
        if (format == "facebook_multi_photo")
            form.AddRange(files.Select((f, i) => (string.Create(CultureInfo.InvariantCulture, $"attached_media[{i}]"), $$"""{"media_fbid":"{{f.Part}}"}""")));
        return form;
    }

    /// <summary>One photo of a page.</summary>
    public static IReadOnlyList<(string Name, string Value)> Photo(string text, PostFile file) => [("url", file.Address()), ("caption", text)];

    /// <summary>The call that finishes an uploaded video of a page.</summary>
    /// <param name="edge">videos, video_reels or video_stories.</param>
    /// <param name="text">What it says.</param>
    /// <param name="session">Of the upload.</param>
    /// <param name="video">Its id.</param>
    public static IReadOnlyList<(string Name, string Value)> Finish(string edge, string text, string? session, string? video) => edge switch
    {
        "videos" => [("upload_phase", "finish"), ("upload_session_id", session!), ("description", text), ("published", "true")],
        "video_reels" => [("upload_phase", "finish"), ("video_id", video!), ("video_state", "PUBLISHED"), ("description", text)],
        _ => [("upload_phase", "finish"), ("video_id", video!)],
    };

    private static (string, string) Address(PostFile file) => (file.IsVideo ? "video_url" : "image_url", file.Address());
}

/// <summary>One file as a form names it.</summary>
/// <param name="IsVideo">Or an image.</param>
/// <param name="Address">Where the platform gets it.</param>
/// <param name="Part">What the platform gave for it: a child container, an unpublished photo.</param>
public sealed record PostFile(bool IsVideo, Func<string> Address, string? Part);
