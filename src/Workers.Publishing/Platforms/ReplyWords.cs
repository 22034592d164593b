namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What one platform calls the parts of a thread.</summary>
/// <param name="Prefix">What its endpoints' names begin with.</param>
/// <param name="Edge">Where they are written and listed, below what they hang on.</param>
/// <param name="Text">The field a listed reply has its text in. Written, it is called message everywhere.</param>
/// <param name="Time">The field with its time.</param>
/// <param name="Permission">What the account must allow.</param>
internal sealed record ReplyWords(string Prefix, string Edge, string Text, string Time, string Permission)
{
    /// <summary>How people call it.</summary>
    public string Noun { get; private init; } = "답글";

    /// <summary>How people call what it hangs on.</summary>
    public string Parent { get; private init; } = "댓글";

    /// <summary>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies</summary>
    private static readonly ReplyWords Instagram = new("ig", "replies", "text", "timestamp", "instagram_manage_comments");

    /// <summary>https://developers.facebook.com/docs/graph-api/reference/object/comments</summary>
    private static readonly ReplyWords Facebook = new("fb", "comments", "message", "created_time", "pages_manage_engagement");

    /// <summary>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments</summary>
    private static readonly ReplyWords BelowInstagramPost = Instagram with { Edge = "comments", Noun = "첫 댓글", Parent = "게시물" };

    private static readonly ReplyWords BelowFacebookPost = Facebook with { Noun = "첫 댓글", Parent = "게시물" };

    /// <summary>Of a platform: of an answer to a comment, or of a comment on the post itself.</summary>
    /// <exception cref="NotSupportedException">The database allows a platform this process cannot reply on.</exception>
    public static ReplyWords Of(string platform, bool onPost) => platform switch
    {
        "instagram" => onPost ? BelowInstagramPost : Instagram,
        "facebook" => onPost ? BelowFacebookPost : Facebook,
        _ => throw new NotSupportedException($"replying on {platform}"),
    };
}
