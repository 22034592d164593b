namespace SnsOps.Sandbox.State;

/// <summary>Something people can comment on: a post, or a channel's video.</summary>
internal abstract class Discussed(string id) : Node(id)
{
    private PostComments? _comments;

    /// <summary>Null until someone comments: most posts of a load test never get one.</summary>
    public PostComments? Comments => Volatile.Read(ref _comments);

    /// <summary>Nobody may comment, and comments are not shown.</summary>
    public bool CommentsOff { get; set; }

    public PostComments OpenComments() => LazyInitializer.EnsureInitialized(ref _comments);
}

/// <summary>The discussion below a post, in two levels.</summary>
internal sealed class PostComments
{
    public SequencedList<Comment> TopLevel { get; } = new();

    /// <summary>Top-level comments and replies in one order.</summary>
    public SequencedList<Comment> Stream { get; } = new();
}
