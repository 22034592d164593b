namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What one platform calls the parts of a thread.</summary>
/// <param name="Prefix">What its endpoints' names begin with.</param>
/// <param name="Edge">Where replies are written and listed, below the comment.</param>
/// <param name="Text">The field a listed reply has its text in. Written, it is called message everywhere.</param>
/// <param name="Time">The field with its time.</param>
/// <param name="Permission">What the account must allow.</param>
internal sealed record ReplyWords(string Prefix, string Edge, string Text, string Time, string Permission)
{
    /// <summary>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies</summary>
    private static readonly ReplyWords Instagram = new("ig", "replies", "text", "timestamp", "instagram_manage_comments");

    /// <summary>https://developers.facebook.com/docs/graph-api/reference/object/comments</summary>
    private static readonly ReplyWords Facebook = new("fb", "comments", "message", "created_time", "pages_manage_engagement");

    /// <summary>Of a platform.</summary>
    /// <exception cref="NotSupportedException">The database allows a platform this process cannot reply on.</exception>
    public static ReplyWords Of(string platform) => platform switch
    {
        "instagram" => Instagram,
        "facebook" => Facebook,
        _ => throw new NotSupportedException($"replying on {platform}"),
    };
}
