using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Knows when a pass over a post has read enough, and what may be believed of it afterwards.</summary>
internal sealed class PassEnd(PostProgress? known, PlatformPost post, DateTimeOffset now, TimeSpan fullPass, TimeSpan lookback)
{
    private readonly DateTimeOffset? _until = known?.ReadUntil is { } read && now - known.FullAt < fullPass ? read - lookback : null;
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private DateTimeOffset? _newest;
    private DateTimeOffset? _last;
    private bool _inOrder = true;
    private long _open;

    /// <summary>Everything older was collected by an earlier pass. Late replies move nothing to the front and deletions leave no trace: whether the counts agree is asked besides.</summary>
    public bool MayStop => _until is { } until && _inOrder && _last < until;

    /// <summary>How many the platform counts; null when it does not say.</summary>
    public long? Counted { get; private set; } = post.CommentCount;

    /// <summary>How many comments we hold if nothing was missed: what the platform counts, and as many more or less as it listed last time. Null when that is not known.</summary>
    public long? Expected => Counted is { } counted && known is { CommentCount: { } before, Listed: { } listed } ? counted + listed - before : null;

    /// <summary>The pass came to the last page, so what it was not shown is not there.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>All comments it was shown.</summary>
    public IReadOnlyCollection<string> Listed => _listed;

    /// <summary>What is known once the pass has come to its end. A small post is read whole each time; its row need not say so each time.</summary>
    public PostProgress Progress => new(
        post.Id, Later(known?.ReadUntil, _newest), Counted,
        known is not null && (!IsComplete || now - known.FullAt < fullPass / 2) ? known.FullAt : now,
        IsComplete ? _open : known?.Listed, known?.ReadAt);

    /// <summary>Notes a page of the post's own list.</summary>
    public void Note(CommentPage page)
    {
        foreach (var time in page.Times)
        {
            _inOrder &= _last is null || time <= _last;
            _last = time;
            _newest = Later(_newest, time);
        }

        Counted ??= page.Counted;
        NoteReplies(page);
    }

    /// <summary>Notes a page of replies.</summary>
    public void NoteReplies(CommentPage page) => _open += page.Comments.Count(c => _listed.Add(c.Id) && c.SeenAs is not (Sight.Held or Sight.Spam));

    /// <summary>There are no more pages.</summary>
    public void Complete() => IsComplete = true;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
