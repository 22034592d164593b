namespace SnsOps.Benchmarks.Faults;

/// <summary>A post to be made.</summary>
/// <param name="Account">Where it goes.</param>
/// <param name="Format">Of <c>publication_format</c>.</param>
/// <param name="Text">Unlike any other of the account; a story, which shows none, is known by its file.</param>
/// <param name="WithVideo">Of a story: it shows a video.</param>
internal sealed record Wanted(Account Account, string Format, string Text, bool WithVideo = false)
{
    public bool IsStory => Format.EndsWith("_story", StringComparison.Ordinal);
}

/// <summary>A publication of a round.</summary>
/// <param name="Id">Publication.</param>
/// <param name="ContentId">What it says.</param>
/// <param name="Account">Where it goes.</param>
/// <param name="Format">Of <c>publication_format</c>.</param>
/// <param name="Text">By which the ledger knows it.</param>
/// <param name="Sha256">Of its first file, hex: by which the ledger knows a story.</param>
internal sealed record Planned(Guid Id, Guid ContentId, Account Account, string Format, string Text, string? Sha256)
{
    /// <summary>A line of the ledger that is this post, whoever made it.</summary>
    public bool Is(Effect effect) => effect.AccountId == Account.Number
        && (Format.EndsWith("_story", StringComparison.Ordinal) ? effect.Media.Length > 0 && effect.Media[0] == Sha256 : effect.Text == Text);

    /// <summary>By which lines of the ledger are found quickly.</summary>
    public string Key => KeyOf(Account.Number, Format.EndsWith("_story", StringComparison.Ordinal) ? Sha256! : Text);

    public static string KeyOf(string account, string mark) => account + " " + mark;
}

/// <summary>The formats, by what becomes of an unknown send.</summary>
internal static class Formats
{
    /// <summary>Uploaded ahead where nobody sees them, and shown at their second.</summary>
    public static readonly string[] YouTube = ["youtube_video", "youtube_short"];

    /// <summary>The platform's own state of a handle decides.</summary>
    public static readonly string[] Handle = ["instagram_image", "instagram_carousel", "instagram_reel", "instagram_story", "facebook_video", "facebook_reel", .. YouTube];

    /// <summary>A listing is read.</summary>
    public static readonly string[] Listing = ["facebook_text", "facebook_photo", "facebook_multi_photo"];

    /// <summary>A story that shows a photo is found in the list of stories; one with a video by its handle.</summary>
    public static readonly string[] Story = ["facebook_story"];

    public static readonly string[] All = [.. Handle, .. Listing, .. Story, "facebook_text", "facebook_text"];

    public static readonly string[] WithContainer = ["instagram_image", "instagram_carousel", "instagram_reel", "instagram_story"];

    public static readonly string[] WithUpload = ["facebook_multi_photo", "facebook_video", "facebook_reel", "facebook_story", .. YouTube];

    /// <summary>Those of the Graph API.</summary>
    public static readonly string[] Meta = [.. All.Where(format => !YouTube.Contains(format))];

    public static string PlatformOf(string format) => format[..format.IndexOf('_', StringComparison.Ordinal)];
}
