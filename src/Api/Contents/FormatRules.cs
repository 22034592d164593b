namespace SnsOps.Api.Contents;

/// <summary>What the platforms take, by format, as data. Numbers come from the platforms' own pages.</summary>
/// <remarks>
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media,
/// https://developers.facebook.com/docs/video-api/guides/reels-publishing, https://developers.facebook.com/docs/page-stories-api,
/// https://developers.google.com/youtube/v3/docs/videos, https://developers.google.com/youtube/v3/docs/thumbnails/set
/// </remarks>
internal static class FormatRules
{
    private const long Megabyte = 1024 * 1024;
    private const int InstagramCaption = 2200, InstagramHashtags = 30, InstagramMentions = 20, FacebookText = 63_206, FacebookComment = 8000;
    private const int YouTubeTitle = 100, YouTubeBytes = 5000, YouTubeTags = 500, YouTubeComment = 10_000;
    private const double Upright = 9.0 / 16;

    private static readonly string[] Jpeg = ["image/jpeg"], Images = ["image/jpeg", "image/png"], Videos = ["video/mp4", "video/quicktime"];

    /// <summary>Instagram takes H.264 and HEVC only, and reads a video while it fetches it.</summary>
    private static readonly string[] Codecs = ["avc1", "avc3", "hvc1", "hev1"];

    /// <summary>AAC.</summary>
    private static readonly string[] Sounds = ["mp4a"];

    /// <summary>A wider one than 1440 pixels is scaled by Instagram itself.</summary>
    private static readonly FileRule InstagramImage = new(Jpeg, 8 * Megabyte) { PlainJpeg = true, LeastWidth = 320 };
    private static readonly FileRule FeedImage = InstagramImage with { Narrowest = 4.0 / 5, Widest = 1.91, Shape = "4:5~1.91:1" };
    private static readonly FileRule InstagramVideo = new(Videos, 300 * Megabyte)
    {
        LeastSeconds = 3, MostSeconds = 900, MostWidth = 1920, MostMegabits = 25, LeastFrames = 23, MostFrames = 60, Codecs = Codecs, Sounds = Sounds, MoovFirst = true,
    };
    private static readonly FileRule PageVideo = new(Videos, 1024 * Megabyte) { LeastSeconds = 1, MostSeconds = 4 * 3600 };
    private static readonly FileRule PageReel = new(Videos, 1024 * Megabyte) { LeastSeconds = 3, MostSeconds = 90, LeastWidth = 540, LeastHeight = 960, Narrowest = Upright, Widest = Upright, Shape = "9:16" };

    private static readonly FileRule ChannelVideo = new(Videos, 256 * 1024 * Megabyte) { LeastSeconds = 1, MostSeconds = 12 * 3600 };

    /// <summary>All formats, by the name publications carry.</summary>
    public static IReadOnlyDictionary<string, FormatRule> All { get; } = new FormatRule[]
    {
        Instagram("instagram_image") with { Least = 1, Most = 1, Image = FeedImage },
        Instagram("instagram_carousel") with { Least = 2, Most = 10, Image = FeedImage, Video = InstagramVideo, CropsToFirst = true },
        Instagram("instagram_reel") with { Least = 1, Most = 1, Video = InstagramVideo, IsSlow = true },
        new("instagram_story", "instagram")
        {
            Least = 1, Most = 1, Image = InstagramImage, Video = InstagramVideo with { MostBytes = 100 * Megabyte, MostSeconds = 60 }, IsSlow = true,
        },
        new("facebook_text", "facebook") { MostText = FacebookText, MostComment = FacebookComment },
        new("facebook_photo", "facebook") { MostText = FacebookText, MostComment = FacebookComment, Least = 1, Most = 1, Image = new(Images, 10 * Megabyte) },
        new("facebook_multi_photo", "facebook") { MostText = FacebookText, MostComment = FacebookComment, Least = 2, Most = 20, Image = new(Images, 10 * Megabyte) },
        new("facebook_video", "facebook") { MostText = FacebookText, MostComment = FacebookComment, Least = 1, Most = 1, Video = PageVideo, IsSlow = true },
        new("facebook_reel", "facebook") { MostText = InstagramCaption, MostComment = FacebookComment, Least = 1, Most = 1, Video = PageReel, IsSlow = true },
        new("facebook_story", "facebook")
        {
            Least = 1, Most = 1, Image = new(Images, 10 * Megabyte), Video = PageReel with { MostSeconds = 60 }, IsSlow = true,
        },
        YouTube("youtube_video") with { Most = 2, Image = new(Images, 2 * Megabyte) { LeastWidth = 640, LeastHeight = 360 }, Video = ChannelVideo },
        YouTube("youtube_short") with { Most = 1, Video = ChannelVideo with { MostSeconds = 180, Widest = 1, Shape = "≤ 1:1" } },
    }.ToDictionary(r => r.Format);

    private static FormatRule Instagram(string format) =>
        new(format, "instagram") { MostText = InstagramCaption, MostComment = InstagramCaption, MostHashtags = InstagramHashtags, MostMentions = InstagramMentions };

    private static FormatRule YouTube(string format) =>
        new(format, "youtube") { MostComment = YouTubeComment, Least = 1, OneVideo = true, MostText = YouTubeBytes, MostTextBytes = YouTubeBytes, MostTitle = YouTubeTitle, MostTags = YouTubeTags, IsSlow = true };
}

/// <summary>What one format takes.</summary>
/// <param name="Format">Its name.</param>
/// <param name="Platform">Where it exists.</param>
internal sealed record FormatRule(string Format, string Platform)
{
    /// <summary>Files, at least.</summary>
    public int Least { get; init; }

    /// <summary>Files, at most.</summary>
    public int Most { get; init; }

    /// <summary>All files are shown in the shape of the first one.</summary>
    public bool CropsToFirst { get; init; }

    /// <summary>One of them is a video, and only one; an image beside it is its thumbnail.</summary>
    public bool OneVideo { get; init; }

    /// <summary>What an image must be; null: no images.</summary>
    public FileRule? Image { get; init; }

    /// <summary>What a video must be; null: no videos.</summary>
    public FileRule? Video { get; init; }

    /// <summary>Characters; 0: the format shows no text.</summary>
    public int MostText { get; init; }

    /// <summary>Bytes of the text in UTF-8, where those are counted; such a text has no angle brackets either.</summary>
    public int? MostTextBytes { get; init; }

    /// <summary>Characters of the title, where there is one; no angle brackets.</summary>
    public int? MostTitle { get; init; }

    /// <summary>Characters of all keywords, where there are some: each with quotes if it has a space in it, and a comma between two.</summary>
    public int? MostTags { get; init; }

    /// <summary>Characters of a first comment; 0: the format has no comments.</summary>
    public int MostComment { get; init; }

    /// <summary>Hashtags, where they are counted.</summary>
    public int? MostHashtags { get; init; }

    /// <summary>Mentions, where they are counted.</summary>
    public int? MostMentions { get; init; }

    /// <summary>The platform takes minutes to get it ready, whatever is in it.</summary>
    public bool IsSlow { get; init; }
}

/// <summary>What one file of a format must be. Null: not limited.</summary>
/// <param name="Types">Types taken.</param>
/// <param name="MostBytes">Size.</param>
internal sealed record FileRule(string[] Types, long MostBytes)
{
    /// <summary>Width by height, at least.</summary>
    public double? Narrowest { get; init; }

    /// <summary>Width by height, at most.</summary>
    public double? Widest { get; init; }

    /// <summary>How people call these ratios.</summary>
    public string? Shape { get; init; }

    /// <summary>Pixels.</summary>
    public int? LeastWidth { get; init; }

    /// <summary>Pixels.</summary>
    public int? LeastHeight { get; init; }

    /// <summary>Pixels.</summary>
    public int? MostWidth { get; init; }

    /// <summary>A JPEG of one picture (no MPO, no JPS) in the colours of screens, not of print.</summary>
    public bool PlainJpeg { get; init; }

    /// <summary>Length of a video.</summary>
    public double? LeastSeconds { get; init; }

    /// <summary>Length of a video.</summary>
    public double? MostSeconds { get; init; }

    /// <summary>Megabits per second of a video, all told.</summary>
    public double? MostMegabits { get; init; }

    /// <summary>Pictures per second of a video.</summary>
    public double? LeastFrames { get; init; }

    /// <summary>Pictures per second of a video.</summary>
    public double? MostFrames { get; init; }

    /// <summary>Codecs taken, by their four letters.</summary>
    public string[]? Codecs { get; init; }

    /// <summary>Codecs of the sound, where there is one, by their four letters.</summary>
    public string[]? Sounds { get; init; }

    /// <summary>The index must come first in the file.</summary>
    public bool MoovFirst { get; init; }
}
