using SnsOps.Sandbox.Media;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Instagram;

/// <summary>What a container is asked to hold, after a look at it.</summary>
/// <param name="Form">What publishing it makes; null for an item of a carousel.</param>
internal sealed record ContainerDraft(PostForm? Form, bool IsVideo, string? Url, string? Sha256, string[]? Children)
{
    private const int ImageBytes = 8 * 1024 * 1024;
    private const long ReelBytes = 300L * 1024 * 1024, StoryBytes = 100L * 1024 * 1024;
    private const double Tallest = 4.0 / 5, Widest = 1.91;

    public static async Task<ContainerDraft> ReadAsync(GraphCall call, MediaFetcher media)
    {
        var parameters = call.Parameters;
        var item = parameters.Flag("is_carousel_item") == true;
        return parameters["media_type"] switch
        {
            null or "" or "IMAGE" => await ImageAsync(call, media, item ? null : PostForm.Media, anyShape: false),
            "VIDEO" when item => await VideoAsync(call, media, null, ReelBytes, 900),
            "REELS" => await VideoAsync(call, media, PostForm.Reel, ReelBytes, 900),
            "STORIES" when parameters["video_url"] is { Length: > 0 } => await VideoAsync(call, media, PostForm.Story, StoryBytes, 60),
            "STORIES" => await ImageAsync(call, media, PostForm.Story, anyShape: true),
            "CAROUSEL" => new ContainerDraft(PostForm.Carousel, false, null, null, parameters.Required("children").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            "VIDEO" => throw GraphErrors.BadMediaType("The VIDEO value for media_type is no longer supported. Use the REELS media type to publish a video").Thrown(),
            var other => throw GraphErrors.BadMediaType($"Unknown media_type {other}").Thrown(),
        };
    }

    private static async Task<ContainerDraft> ImageAsync(GraphCall call, MediaFetcher media, PostForm? form, bool anyShape)
    {
        var url = call.Parameters.Required("image_url");
        var image = await media.FetchAsync(url, ImageBytes, call.Aborted) switch
        {
            FetchedTooLarge => throw GraphErrors.BadImage(36000, 2207004, "The image is too large to download. It should be less than 8 MiB").Thrown(),
            FetchedImage { Facts.Type: not ImageFacts.Jpeg } => throw GraphErrors.BadImage(36001, 2207005, "The image format is not supported. Supported formats are: JPEG").Thrown(),
            FetchedImage { Facts: { Width: > 0 and var width, Height: > 0 and var height } } when !anyShape && (double)width / height is < Tallest or > Widest =>
                throw GraphErrors.BadImage(36003, 2207009, "The submitted image with aspect ratio cannot be published. Please submit an image with a valid aspect ratio (4:5 to 1.91:1)").Thrown(),
            FetchedImage found => found,
            _ => throw GraphErrors.MediaNotFetched.Thrown(),
        };
        return new ContainerDraft(form, false, url, image.Sha256, null);
    }

    private static async Task<ContainerDraft> VideoAsync(GraphCall call, MediaFetcher media, PostForm? form, long maxBytes, double maxSeconds)
    {
        var url = call.Parameters.Required("video_url");
        var video = await media.FetchVideoAsync(url, maxBytes, call.Aborted) switch
        {
            FetchedTooLarge => throw GraphErrors.BadVideo("The video is too large").Thrown(),
            FetchedVideo { Facts.Seconds: null } => throw GraphErrors.BadVideo("The moov atom must be at the front of the file").Thrown(),
            FetchedVideo { Facts.Seconds: < 3 } => throw GraphErrors.BadVideo("The video is too short").Thrown(),
            FetchedVideo { Facts.Seconds: var seconds } when seconds > maxSeconds => throw GraphErrors.BadVideo("The video is too long").Thrown(),
            FetchedVideo found => found,
            _ => throw GraphErrors.MediaNotFetched.Thrown(),
        };
        return new ContainerDraft(form, true, url, video.Sha256, null);
    }
}
