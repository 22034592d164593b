namespace SnsOps.Sandbox.State;

/// <summary>A comment, or a reply to one.</summary>
internal sealed class Comment(CommentCreated created, Discussed post, Comment? parent) : Node(created.Id), IListed
{
    private SequencedList<Comment>? _replies;
    private string _text = created.Text;

    public override NodeKind Kind => Owner.Platform switch
    {
        Platform.Instagram => NodeKind.InstagramComment,
        Platform.Facebook => NodeKind.PageComment,
        _ => NodeKind.ChannelComment,
    };

    public override Account Owner => Post.Owner;

    public CommentCreated Created { get; } = created;

    public override string Text => _text;

    public Discussed Post { get; } = post;

    public Comment? Parent { get; } = parent;

    public long Seq => Created.Seq;

    public DateTimeOffset CreatedAt => Created.At;

    /// <summary>When it was last edited, or else written.</summary>
    public DateTimeOffset UpdatedAt { get; private set; } = created.At;

    /// <summary>Counts its changes.</summary>
    public int Version { get; private set; }

    /// <summary>On Meta's platforms: only its author still sees it.</summary>
    public bool Hidden { get; private set; }

    /// <summary>On YouTube: who gets to see it.</summary>
    public Moderation Moderation { get; private set; } = created.Moderation;

    /// <summary>What is deleted or rejected takes its replies with it.</summary>
    public bool Visible => !Deleted && Moderation != Moderation.Rejected && Parent is not { Visible: false };

    public SequencedList<Comment>? Replies => Volatile.Read(ref _replies);

    public SequencedList<Comment> OpenReplies() => LazyInitializer.EnsureInitialized(ref _replies);

    public void Change(CommentChanged changed)
    {
        Version++;
        switch (changed.Change)
        {
            case CommentChange.Edit: (_text, UpdatedAt) = (changed.Text!, changed.At); break;
            case CommentChange.Delete: Deleted = true; break;
            case CommentChange.Hide or CommentChange.Unhide: Hidden = changed.Change == CommentChange.Hide; break;
            case CommentChange.Hold: Moderation = Moderation.HeldForReview; break;
            case CommentChange.Publish: Moderation = Moderation.Published; break;
            case CommentChange.Reject: Moderation = Moderation.Rejected; break;
        }
    }
}
