using System.Text.Json;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Instagram: comments newest first, replies nested in the comment they answer.</summary>
/// <remarks>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments</remarks>
internal sealed class InstagramComments : ICommentPlatform
{
    private const string Plain = "id,text,timestamp,username,parent_id";
    private const string From = ",from{id,username}";
    private const string PageSize = "50";       // the documented maximum

    /// <inheritdoc />
    public string Platform => "instagram";

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> FieldSets { get; } =
    [
        new(Plain + From + Replies(Plain + From), ""),
        new(Plain + Replies(Plain), "from"),            // `from` is withheld in some permission combinations
        new(Plain + From, "replies"),
        new(Plain, "replies,from"),
        new("id,text,timestamp", "replies,from,username,parent_id"),
    ];

    /// <inheritdoc />
    public GraphList Posts(string platformAccountId) => new("ig.media_list", $"{platformAccountId}/media", [("fields", "id,timestamp,comments_count"), ("limit", "50")]);

    /// <inheritdoc />
    public GraphList Comments(string postId, FieldSet fields) => new("ig.comments", $"{postId}/comments", [("fields", fields.Fields), ("limit", PageSize)]);

    /// <inheritdoc />
    public string RepliesName => "ig.replies";

    /// <inheritdoc />
    public PlatformPost? ReadPost(JsonElement item) =>
        MetaJson.Text(item, "id") is { Length: > 0 } id ? new PlatformPost(id, MetaJson.Time(item, "timestamp"), MetaJson.Number(item, "comments_count")) : null;

    /// <inheritdoc />
    public CommentPage ReadPage(JsonElement page, string postId, string? parentId)
    {
        var comments = new List<PlatformComment>();
        var times = new List<DateTimeOffset>();
        var more = new List<(string, string)>();
        var unreadable = 0;
        foreach (var item in MetaPages.Items(page))
        {
            if (Read(item, postId, parentId) is not { } comment)
            {
                unreadable++;
                continue;
            }

            comments.Add(comment);
            if (comment.PostedAt is { } time)
                times.Add(time);
            if (!item.TryGetProperty("replies", out var replies))
                continue;
            var nested = MetaPages.Items(replies).Select(reply => Read(reply, postId, comment.Id)).ToList();
            comments.AddRange(nested.OfType<PlatformComment>());
            unreadable += nested.Count(reply => reply is null);
            if (MetaPages.Next(replies) is { } link)
                more.Add((comment.Id, link));
        }

        return new CommentPage(comments, times, more, unreadable);
    }

    private static string Replies(string fields) => $",replies.limit(50){{{fields}}}";

    private static PlatformComment? Read(JsonElement item, string postId, string? parentId) => MetaJson.Text(item, "id") is { Length: > 0 } id
        ? new PlatformComment(
            id, postId, MetaJson.Text(item, "parent_id") ?? parentId,
            MetaJson.Text(item, "username") ?? MetaJson.Text(item, "from", "username") ?? "", MetaJson.Text(item, "from", "id"),
            MetaJson.Text(item, "text") ?? "", MetaJson.Time(item, "timestamp"))
        : null;
}
