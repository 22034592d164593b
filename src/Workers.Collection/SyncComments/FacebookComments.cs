using System.Text.Json;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Facebook pages: comments and replies as one stream, newest first.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/reference/object/comments</remarks>
internal sealed class FacebookComments : ICommentPlatform
{
    private const string Plain = "id,message,created_time";

    /// <inheritdoc />
    public string Platform => "facebook";

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> FieldSets { get; } =
    [
        new(Plain + ",from{id,name},parent{id}", ""),
        new(Plain + ",parent{id}", "from"),
        new(Plain, "from,parent"),
    ];

    /// <inheritdoc />
    public GraphList Posts(string platformAccountId) => new("fb.published_posts", $"{platformAccountId}/published_posts", [("fields", "id,created_time"), ("limit", "100")]);

    /// <inheritdoc />
    public GraphList Comments(string postId, FieldSet fields) => new(
        "fb.comments", $"{postId}/comments", [("fields", fields.Fields), ("filter", "stream"), ("order", "reverse_chronological"), ("limit", "100")]);

    /// <inheritdoc />
    public string RepliesName => "fb.comments";

    /// <inheritdoc />
    public PlatformPost? ReadPost(JsonElement item) =>
        MetaJson.Text(item, "id") is { Length: > 0 } id ? new PlatformPost(id, MetaJson.Time(item, "created_time"), null) : null;

    /// <inheritdoc />
    public CommentPage ReadPage(JsonElement page, string postId, string? parentId)
    {
        var items = MetaPages.Items(page).ToList();
        var comments = items
            .Where(item => MetaJson.Text(item, "id") is { Length: > 0 })
            .Select(item => new PlatformComment(
                MetaJson.Text(item, "id")!, postId, MetaJson.Text(item, "parent", "id") ?? parentId,
                MetaJson.Text(item, "from", "name") ?? "", MetaJson.Text(item, "from", "id"),
                MetaJson.Text(item, "message") ?? "", MetaJson.Time(item, "created_time")))
            .ToList();
        return new CommentPage(comments, [.. comments.Select(c => c.PostedAt).OfType<DateTimeOffset>()], [], items.Count - comments.Count);
    }
}
