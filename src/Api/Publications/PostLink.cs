using System.Web;

namespace SnsOps.Api.Publications;

/// <summary>What the public address of a post tells of it.</summary>
internal static class PostLink
{
    private static readonly Dictionary<string, string[]> Hosts = new()
    {
        ["facebook"] = ["facebook.com", "fb.com", "fb.watch"],
        ["instagram"] = ["instagram.com", "instagr.am"],
        ["youtube"] = ["youtube.com", "youtu.be"],
    };

    /// <summary>Is it an https address of the platform?</summary>
    public static bool LeadsTo(string platform, string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
        && Hosts[platform].Any(host => uri.Host == host || uri.Host.EndsWith("." + host, StringComparison.Ordinal));

    /// <summary>The platform's id of the post; null when the link does not tell it, or is of another account.</summary>
    /// <remarks>
    /// Facebook names page and post in two forms of its links; ids that begin with pfbid are of the web site only.
    /// Instagram's links carry a short code, which its Graph API does not know: the post is looked for by it.
    /// </remarks>
    public static string? IdIn(string platform, string platformAccountId, string link)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out var uri))
            return null;
        if (platform == "youtube")
            return VideoIn(uri);
        if (platform != "facebook")
            return null;
        var query = HttpUtility.ParseQueryString(uri.Query);
        var (page, post) = uri.AbsolutePath.Trim('/').Split('/') switch
        {
            [var owner, "posts", var number] => (owner, number),
            ["permalink.php" or "story.php"] => (query["id"], query["story_fbid"]),
            _ => (null, null),
        };
        return page == platformAccountId && post is { Length: > 0 and < 40 } && post.All(char.IsAsciiDigit) ? $"{page}_{post}" : null;
    }

    /// <summary>youtu.be/ID, /watch?v=ID, /shorts/ID; eleven letters.</summary>
    private static string? VideoIn(Uri uri)
    {
        var id = uri.AbsolutePath.Trim('/').Split('/') switch
        {
            ["watch"] => HttpUtility.ParseQueryString(uri.Query)["v"],
            ["shorts", var video] => video,
            [var video] when uri.Host == "youtu.be" => video,
            _ => null,
        };
        return id is { Length: 11 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? id : null;
    }
}
