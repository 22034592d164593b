using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Facebook pages: comments and replies as one stream, newest first.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/reference/object/comments</remarks>
internal sealed class FacebookComments(MetaClient meta, SyncCommentsOptions options) : ICommentPlatform
{
    private const string Plain = "id,message,created_time";

    /// <inheritdoc />
    public string Platform => "facebook";

    /// <inheritdoc />
    public TimeSpan FullPass => TimeSpan.FromMinutes(options.FullPassMinutes);

    /// <inheritdoc />
    public bool SkipsUnchanged => false;

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> PostFields { get; } = [new("id,created_time", ""), new("id", "created_time")];

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> CommentFields { get; } =
    [
        new(Plain + ",is_hidden,from{id,name},parent{id}", ""),
        new(Plain + ",from{id,name},parent{id}", "is_hidden"),
        new(Plain + ",is_hidden,parent{id}", "from"),
        new(Plain, "from,parent,is_hidden"),
    ];

    /// <inheritdoc />
    public IAsyncEnumerable<Read<IReadOnlyList<PlatformPost>>> PostsAsync(ConnectedAccount account, FieldSet fields, CancellationToken ct) =>
        meta.PagesAsync($"{account.PlatformAccountId}/published_posts", MetaReading.Call(account, "fb.published_posts"), [("fields", fields.Fields), ("limit", "100")], ct).ReadAsync<IReadOnlyList<PlatformPost>>(
            page => [.. MetaPages.Items(page).Where(item => MetaJson.Text(item, "id") is { Length: > 0 }).Select(item => new PlatformPost(MetaJson.Text(item, "id")!, MetaJson.Time(item, "created_time"), null))], ct);

    /// <inheritdoc />
    public IAsyncEnumerable<Read<CommentPage>> CommentsAsync(ConnectedAccount account, PlatformPost post, FieldSet fields, CancellationToken ct) =>
        meta.PagesAsync(
            $"{post.Id}/comments", MetaReading.Call(account, "fb.comments"),
            [("fields", fields.Fields), ("filter", "stream"), ("order", "reverse_chronological"), ("limit", $"{100 / fields.Smaller}"), ("summary", "true")], ct).ReadAsync(page => ReadPage(page, post.Id), ct);

    /// <inheritdoc />
    public IAsyncEnumerable<Read<CommentPage>> RepliesAsync(ConnectedAccount account, PlatformPost post, MoreReplies more, CancellationToken ct) => AsyncEnumerable.Empty<Read<CommentPage>>();

    /// <inheritdoc />
    public Task<Read<IReadOnlyList<InboxComment>>> LookAsync(ConnectedAccount account, PlatformPost post, IReadOnlyList<string> ids, CancellationToken ct) =>
        Task.FromResult(Read<IReadOnlyList<InboxComment>>.Of([]));

    private static CommentPage ReadPage(JsonElement page, string postId)
    {
        var items = MetaPages.Items(page).ToList();
        var comments = items
            .Where(item => MetaJson.Text(item, "id") is { Length: > 0 })
            .Select(item => new InboxComment(
                MetaJson.Text(item, "id")!, postId, MetaJson.Text(item, "parent", "id"),
                MetaJson.Text(item, "from", "name") ?? "", MetaJson.Text(item, "from", "id"),
                MetaJson.Text(item, "message") ?? "", MetaJson.Time(item, "created_time"))
            {
                SeenAs = MetaJson.Flag(item, "is_hidden") switch { true => Sight.Hidden, false => Sight.Shown, _ => null },
            })
            .ToList();
        return new CommentPage(comments, [.. comments.Select(c => c.PostedAt).OfType<DateTimeOffset>()], [], items.Count - comments.Count)
        {
            Counted = page.TryGetProperty("summary", out var summary) ? MetaJson.Number(summary, "total_count") : null,
        };
    }
}
