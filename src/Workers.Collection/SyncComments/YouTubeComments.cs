using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>YouTube: threads newest first with up to five of their replies, then those that await a moderator or were taken for spam.</summary>
/// <remarks>
/// https://developers.google.com/youtube/v3/docs/commentThreads/list. Each list costs a unit of a quota that all channels share, so a video is read only when its count has changed.
/// Lists do not show what was held back or taken for spam after we saw it; a look at the comment itself (fifty for a unit) tells that from a deletion.
/// </remarks>
internal sealed class YouTubeComments(GoogleClient google, SyncCommentsOptions options) : ICommentPlatform
{
    private const int MostIds = 50;
    private static readonly string[] s_heldLists = ["heldForReview", "likelySpam"];
    private readonly ConcurrentDictionary<string, string> _uploads = new();

    /// <inheritdoc />
    public string Platform => "youtube";

    /// <inheritdoc />
    public TimeSpan FullPass => TimeSpan.FromMinutes(options.YouTubeFullPassMinutes);

    /// <inheritdoc />
    public bool SkipsUnchanged => true;

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> PostFields { get; } = [new("contentDetails", "")];

    /// <inheritdoc />
    public IReadOnlyList<FieldSet> CommentFields { get; } = [new("snippet,replies", "")];

    /// <summary>Videos whose comments are switched off have no count and are left out.</summary>
    public async IAsyncEnumerable<Read<IReadOnlyList<PlatformPost>>> PostsAsync(ConnectedAccount account, FieldSet fields, [EnumeratorCancellation] CancellationToken ct)
    {
        var (playlist, trouble) = await UploadsAsync(account, ct);
        if (playlist is null)
        {
            yield return Read<IReadOnlyList<PlatformPost>>.Failed(trouble!);
            yield break;
        }

        await foreach (var page in PagesAsync(account, "yt.playlist_items", $"playlistItems?part={fields.Fields}&maxResults={MostIds}&playlistId={Uri.EscapeDataString(playlist)}", ct))
            yield return page.Value is { } listed ? await CountedAsync(account, [.. GoogleJson.Items(listed.Body).Select(i => MetaJson.Text(i, "contentDetails", "videoId")).OfType<string>()], ct)
                : Read<IReadOnlyList<PlatformPost>>.Failed(page.Trouble!);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Read<CommentPage>> CommentsAsync(ConnectedAccount account, PlatformPost post, FieldSet fields, [EnumeratorCancellation] CancellationToken ct)
    {
        var list = $"commentThreads?part={fields.Fields}&order=time&textFormat=plainText&maxResults=100&videoId={Uri.EscapeDataString(post.Id)}";
        await foreach (var page in PagesAsync(account, "yt.comment_threads", list, ct))
            yield return Page(page, post.Id, inOrder: true);
        foreach (var status in s_heldLists)
        {
            await foreach (var page in PagesAsync(account, "yt.comment_threads", $"{list}&moderationStatus={status}", ct))
                yield return Page(page, post.Id, inOrder: false);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Read<CommentPage>> RepliesAsync(ConnectedAccount account, PlatformPost post, MoreReplies more, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in PagesAsync(account, "yt.comments", $"comments?part=snippet&textFormat=plainText&maxResults=100&parentId={Uri.EscapeDataString(more.ParentId)}", ct))
            yield return page.Value is { } listed
                ? Read<CommentPage>.Of(new CommentPage([.. GoogleJson.Items(listed.Body).Select(i => Read(i, post.Id, more.ParentId)).OfType<InboxComment>()], [], [], 0))
                : Read<CommentPage>.Failed(page.Trouble!);
    }

    /// <inheritdoc />
    public async Task<Read<IReadOnlyList<InboxComment>>> LookAsync(ConnectedAccount account, PlatformPost post, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var found = new List<InboxComment>();
        foreach (var batch in ids.Chunk(MostIds))
        {
            var answer = await google.GetAsync("comments?part=snippet&textFormat=plainText&id=" + Uri.EscapeDataString(string.Join(',', batch)), Call(account, "yt.comments"), ct);
            if (answer is not GoogleAnswer.Ok ok)
                return Read<IReadOnlyList<InboxComment>>.Failed(Trouble(answer));
            found.AddRange(GoogleJson.Items(ok.Body).Select(i => Read(i, post.Id, null)).OfType<InboxComment>());
        }

        return Read<IReadOnlyList<InboxComment>>.Of(found);
    }

    private static Read<CommentPage> Page(Read<GoogleAnswer.Ok> page, string videoId, bool inOrder)
    {
        if (page.Value is not { } listed)
            return Read<CommentPage>.Failed(page.Trouble!);
        var comments = new List<InboxComment>();
        var times = new List<DateTimeOffset>();
        var more = new List<MoreReplies>();
        var unreadable = 0;
        foreach (var thread in GoogleJson.Items(listed.Body))
        {
            var snippet = GoogleJson.Member(thread, "snippet");
            if (Read(GoogleJson.Member(snippet, "topLevelComment"), videoId, null) is not { } top)
            {
                unreadable++;
                continue;
            }

            comments.Add(top);
            if (inOrder && top.PostedAt is { } time)
                times.Add(time);
            var replies = GoogleJson.List(GoogleJson.Member(thread, "replies"), "comments").Select(r => Read(r, videoId, top.Id)).OfType<InboxComment>().ToList();
            comments.AddRange(replies);
            if (MetaJson.Number(snippet, "totalReplyCount") > replies.Count(r => r.SeenAs == Sight.Shown))
                more.Add(new MoreReplies(top.Id, null));
        }

        return Read<CommentPage>.Of(new CommentPage(comments, times, more, unreadable));
    }

    private static InboxComment? Read(JsonElement comment, string videoId, string? parentId)
    {
        if (MetaJson.Text(comment, "id") is not { Length: > 0 } id)
            return null;
        var snippet = GoogleJson.Member(comment, "snippet");
        return new InboxComment(
            id, videoId, MetaJson.Text(snippet, "parentId") ?? parentId, MetaJson.Text(snippet, "authorDisplayName") ?? "", MetaJson.Text(snippet, "authorChannelId", "value"),
            MetaJson.Text(snippet, "textOriginal") ?? MetaJson.Text(snippet, "textDisplay") ?? "", GoogleTime.Parse(MetaJson.Text(snippet, "publishedAt")))
        {
            // A list that asks for no state shows what is published, and says so of nothing.
            SeenAs = MetaJson.Text(snippet, "moderationStatus") switch { null or "published" => Sight.Shown, "heldForReview" => Sight.Held, "likelySpam" => Sight.Spam, _ => null },
            IsGone = MetaJson.Text(snippet, "moderationStatus") == "rejected",
        };
    }

    /// <summary>The playlist of all uploads; it never changes.</summary>
    private async Task<(string? Playlist, ReadTrouble? Trouble)> UploadsAsync(ConnectedAccount account, CancellationToken ct)
    {
        if (_uploads.TryGetValue(account.PlatformAccountId, out var known))
            return (known, null);
        var answer = await google.GetAsync("channels?part=contentDetails&id=" + Uri.EscapeDataString(account.PlatformAccountId), Call(account, "yt.channels"), ct);
        if (answer is not GoogleAnswer.Ok ok)
            return (null, Trouble(answer));
        var playlist = GoogleJson.Items(ok.Body).Select(c => MetaJson.Text(GoogleJson.Member(GoogleJson.Member(c, "contentDetails"), "relatedPlaylists"), "uploads")).FirstOrDefault();
        return playlist is { Length: > 0 }
            ? (_uploads.GetOrAdd(account.PlatformAccountId, playlist), null)
            : (null, Trouble(new GoogleAnswer.Refused(new GoogleError(404, "channelNotFound", "the channel is not there"))));
    }

    private async Task<Read<IReadOnlyList<PlatformPost>>> CountedAsync(ConnectedAccount account, string[] ids, CancellationToken ct)
    {
        if (ids.Length == 0)
            return Read<IReadOnlyList<PlatformPost>>.Of([]);
        var answer = await google.GetAsync("videos?part=snippet,statistics&id=" + Uri.EscapeDataString(string.Join(',', ids)), Call(account, "yt.videos"), ct);
        return answer is GoogleAnswer.Ok ok
            ? Read<IReadOnlyList<PlatformPost>>.Of([.. GoogleJson.Items(ok.Body)
                .Where(v => MetaJson.Text(v, "id") is { Length: > 0 } && MetaJson.Number(GoogleJson.Member(v, "statistics"), "commentCount") is not null)
                .Select(v => new PlatformPost(MetaJson.Text(v, "id")!, GoogleTime.Parse(MetaJson.Text(v, "snippet", "publishedAt")), MetaJson.Number(GoogleJson.Member(v, "statistics"), "commentCount")))])
            : Read<IReadOnlyList<PlatformPost>>.Failed(Trouble(answer));
    }

    /// <summary>The pages of a list: tokens hang on comments, so what arrives meanwhile moves nothing.</summary>
    private async IAsyncEnumerable<Read<GoogleAnswer.Ok>> PagesAsync(ConnectedAccount account, string endpoint, string list, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? token = null; ;)
        {
            var answer = await google.GetAsync(token is null ? list : $"{list}&pageToken={Uri.EscapeDataString(token)}", Call(account, endpoint), ct);
            if (answer is not GoogleAnswer.Ok ok)
            {
                yield return Read<GoogleAnswer.Ok>.Failed(Trouble(answer));
                yield break;
            }

            yield return Read<GoogleAnswer.Ok>.Of(ok);
            var next = MetaJson.Text(ok.Body, "nextPageToken");
            if (string.IsNullOrEmpty(next) || next == token)
                yield break;
            token = next;
        }
    }

    private ReadTrouble Trouble(GoogleAnswer answer) => ReadTrouble.Of(answer, google.UntilReset);

    private static GoogleCall Call(ConnectedAccount account, string endpoint) => new(account, endpoint, CallPriority.Collection, Units: 1);
}
