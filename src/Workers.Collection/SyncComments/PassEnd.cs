namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Knows when a pass over a post has read enough, and what may be believed of it afterwards.</summary>
internal sealed class PassEnd(PostProgress? known, PlatformPost post, DateTimeOffset now, SyncCommentsOptions options)
{
    private readonly DateTimeOffset? _until = known?.ReadUntil is { } read && now - known.FullAt < TimeSpan.FromMinutes(options.FullPassMinutes)
        ? read - TimeSpan.FromSeconds(options.LookbackSeconds)
        : null;

    private DateTimeOffset? _newest;
    private DateTimeOffset? _last;
    private bool _inOrder = true;
    private long _found;

    /// <summary>True when everything older is collected already.</summary>
    public bool IsReached => _until is { } until && _inOrder && _last < until && FoundAllCounted;

    /// <summary>What is known once the pass has come to its end. A small post is read whole each time; its row need not say so each time.</summary>
    public PostProgress Progress => new(
        post.Id, Later(known?.ReadUntil, _newest), post.CommentCount,
        known is not null && (IsReached || now - known.FullAt < TimeSpan.FromMinutes(options.FullPassMinutes / 2)) ? known.FullAt : now);

    /// <summary>New replies to old comments move nothing to the front; the platform's count tells that they are there.</summary>
    private bool FoundAllCounted => post.CommentCount is not { } count || known?.CommentCount is not { } before || _found >= count - before;

    /// <summary>Notes a page of the post's own list.</summary>
    public void Note(CommentPage page, StoredComments stored)
    {
        foreach (var time in page.Times)
        {
            _inOrder &= _last is null || time <= _last;
            _last = time;
            _newest = Later(_newest, time);
        }

        _found += stored.New;
    }

    /// <summary>Notes a page of replies.</summary>
    public void NoteReplies(StoredComments stored) => _found += stored.New;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
