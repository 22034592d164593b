using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Instagram: comments newest first, replies nested in the comment they answer.</summary>
/// <remarks>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments</remarks>
internal sealed class InstagramComments(MetaClient meta, SyncCommentsOptions options) : ICommentPlatform
{
    private const string Plain = "id,text,timestamp,username,parent_id";
    private const string Hidden = ",hidden";
    private const string From = ",from{id,username}";
    private const int PageSize = 50;       // the documented maximum

    /// <inheritdoc />
    public string Platform => "instagram";

    /// <inheritdoc />
    public TimeSpan FullPass => TimeSpan.FromMinutes(options.FullPassMinutes);

    /// <inheritdoc />
    public bool SkipsUnchanged => false;

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> PostFields { get; } = [new("id,timestamp,comments_count", ""), new("id,timestamp", "comments_count"), new("id", "comments_count,timestamp")];

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> CommentFields { get; } =
    [
        new(Plain + Hidden + From + Replies(Plain + Hidden + From), ""),
        new(Plain + From + Replies(Plain + From), "hidden"),
        new(Plain + Hidden + Replies(Plain + Hidden), "from"),          // `from` is withheld in some permission combinations
        new(Plain + Hidden + From, "replies"),
        new(Plain, "replies,from,hidden"),
        new("id,text,timestamp", "replies,from,hidden,username,parent_id"),
    ];

    /// <inheritdoc />
    public IAsyncEnumerable<Read<IReadOnlyList<PlatformPost>>> PostsAsync(ConnectedAccount account, FieldSet fields, CancellationToken ct) =>
        meta.PagesAsync($"{account.PlatformAccountId}/media", MetaReading.Call(account, "ig.media_list"), [("fields", fields.Fields), ("limit", "50")], ct).ReadAsync<IReadOnlyList<PlatformPost>>(
            page => [.. MetaPages.Items(page).Where(item => MetaJson.Text(item, "id") is { Length: > 0 })
                .Select(item => new PlatformPost(MetaJson.Text(item, "id")!, MetaJson.Time(item, "timestamp"), MetaJson.Number(item, "comments_count")))], ct);

    /// <inheritdoc />
    public IAsyncEnumerable<Read<CommentPage>> CommentsAsync(ConnectedAccount account, PlatformPost post, FieldSet fields, CancellationToken ct) =>
        meta.PagesAsync($"{post.Id}/comments", MetaReading.Call(account, "ig.comments"), [("fields", fields.Fields), ("limit", $"{PageSize / fields.Smaller}")], ct).ReadAsync(page => ReadPage(page, post.Id, null), ct);

    /// <inheritdoc />
    public IAsyncEnumerable<Read<CommentPage>> RepliesAsync(ConnectedAccount account, PlatformPost post, MoreReplies more, CancellationToken ct) =>
        meta.FollowAsync(more.Next!, MetaReading.Call(account, "ig.replies"), ct).ReadAsync(page => ReadPage(page, post.Id, more.ParentId), ct);

    /// <inheritdoc />
    public Task<Read<IReadOnlyList<InboxComment>>> LookAsync(ConnectedAccount account, PlatformPost post, IReadOnlyList<string> ids, CancellationToken ct) =>
        Task.FromResult(Read<IReadOnlyList<InboxComment>>.Of([]));

    private static CommentPage ReadPage(JsonElement page, string postId, string? parentId)
    {
        var comments = new List<InboxComment>();
        var times = new List<DateTimeOffset>();
        var more = new List<MoreReplies>();
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
            comments.AddRange(nested.OfType<InboxComment>());
            unreadable += nested.Count(reply => reply is null);
            if (MetaPages.Next(replies) is { } link)
                more.Add(new MoreReplies(comment.Id, link));
        }

        return new CommentPage(comments, times, more, unreadable);
    }

    private static string Replies(string fields) => $",replies.limit(50){{{fields}}}";

    private static InboxComment? Read(JsonElement item, string postId, string? parentId) => MetaJson.Text(item, "id") is { Length: > 0 } id
        ? new InboxComment(
            id, postId, MetaJson.Text(item, "parent_id") ?? parentId,
            MetaJson.Text(item, "username") ?? MetaJson.Text(item, "from", "username") ?? "", MetaJson.Text(item, "from", "id"),
            MetaJson.Text(item, "text") ?? "", MetaJson.Time(item, "timestamp"))
        {
            SeenAs = MetaJson.Flag(item, "hidden") switch { true => Sight.Hidden, false => Sight.Shown, _ => null },
        }
        : null;
}
