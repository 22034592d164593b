using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Accounts;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>How a platform lists posts and comments: its words, its pages and its errors stop here, ours come out.</summary>
internal interface ICommentPlatform
{
    /// <summary>instagram, facebook or youtube.</summary>
    string Platform { get; }

    /// <summary>Between two passes that read everything. What a platform gives little of is read whole less often.</summary>
    TimeSpan FullPass { get; }

    /// <summary>A post whose count of comments is as it was is not read in between: each call counts.</summary>
    bool SkipsUnchanged { get; }

    /// <summary>Field sets for posts, the richest first. One field that is not accepted fails the whole call, so the next set is tried.</summary>
    IReadOnlyList<FieldSet> PostFields { get; }

    /// <summary>The same for comments.</summary>
    IReadOnlyList<FieldSet> CommentFields { get; }

    /// <summary>The account's posts, page by page, newest first. A trouble is the last that comes.</summary>
    IAsyncEnumerable<Read<IReadOnlyList<PlatformPost>>> PostsAsync(ConnectedAccount account, FieldSet fields, CancellationToken ct);

    /// <summary>A post's comments, page by page, newest first where the platform can; to its end only where the caller wants that.</summary>
    IAsyncEnumerable<Read<CommentPage>> CommentsAsync(ConnectedAccount account, PlatformPost post, FieldSet fields, CancellationToken ct);

    /// <summary>Answers that a page did not bring.</summary>
    IAsyncEnumerable<Read<CommentPage>> RepliesAsync(ConnectedAccount account, PlatformPost post, MoreReplies more, CancellationToken ct);

    /// <summary>Looks at comments that a complete pass was not shown, one by one; those that are there after all come back. Where lists show all there is, none do.</summary>
    Task<Read<IReadOnlyList<InboxComment>>> LookAsync(ConnectedAccount account, PlatformPost post, IReadOnlyList<string> ids, CancellationToken ct);
}

/// <summary>What came of a call: something read, or what stood in the way.</summary>
internal readonly record struct Read<T>(T? Value, ReadTrouble? Trouble)
    where T : class
{
    /// <summary>Something was read.</summary>
    public static Read<T> Of(T value) => new(value, null);

    /// <summary>Nothing was.</summary>
    public static Read<T> Failed(ReadTrouble trouble) => new(null, trouble);
}

/// <summary>The fields of one attempt.</summary>
/// <param name="Fields">As the platform wants them.</param>
/// <param name="Lacks">What is not asked for; empty when all is.</param>
internal sealed record FieldSet(string Fields, string Lacks)
{
    /// <summary>By how much a page is smaller than the platform's largest.</summary>
    public int Smaller { get; init; } = 1;

    /// <summary>A pass with it is shown every comment, so what it was not shown is gone.</summary>
    public bool ListsAll => !Lacks.Contains("replies", StringComparison.Ordinal);
}

/// <summary>A post whose comments are read.</summary>
/// <param name="Id">The platform's.</param>
/// <param name="PostedAt">Null when the platform does not say.</param>
/// <param name="CommentCount">Replies included; null when the platform does not say.</param>
internal sealed record PlatformPost(string Id, DateTimeOffset? PostedAt, long? CommentCount);

/// <summary>Further answers to a comment.</summary>
/// <param name="ParentId">Which comment.</param>
/// <param name="Next">Where they are, in the platform's words; null: from the beginning.</param>
internal sealed record MoreReplies(string ParentId, string? Next);

/// <summary>One page of comments, replies among them.</summary>
/// <param name="Comments">All that can be stored.</param>
/// <param name="Times">When the comments the page lists (not the replies nested in them) were posted, in its order; empty where its order says nothing.</param>
/// <param name="MoreReplies">Further replies.</param>
/// <param name="Unreadable">Items without an id.</param>
internal sealed record CommentPage(IReadOnlyList<InboxComment> Comments, IReadOnlyList<DateTimeOffset> Times, IReadOnlyList<MoreReplies> MoreReplies, int Unreadable)
{
    /// <summary>How many the platform counts below the post, if the page says.</summary>
    public long? Counted { get; init; }
}
