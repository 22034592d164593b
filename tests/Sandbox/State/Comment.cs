namespace SnsOps.Sandbox.State;

/// <summary>A comment, or a reply to one.</summary>
internal sealed class Comment(CommentCreated created, Post post, Comment? parent) : Node(created.Id), IListed
{
    private SequencedList<Comment>? _replies;

    public override NodeKind Kind => Owner.Platform == Platform.Instagram ? NodeKind.InstagramComment : NodeKind.PageComment;

    public override Account Owner => Post.Owner;

    public CommentCreated Created { get; } = created;

    public override string Text => Created.Text;

    public Post Post { get; } = post;

    public Comment? Parent { get; } = parent;

    public long Seq => Created.Seq;

    public DateTimeOffset CreatedAt => Created.At;

    public bool Visible => !Deleted;

    public SequencedList<Comment>? Replies => Volatile.Read(ref _replies);

    public SequencedList<Comment> OpenReplies() => LazyInitializer.EnsureInitialized(ref _replies);
}
