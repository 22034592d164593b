namespace SnsOps.Sandbox.State;

/// <summary>A published Instagram medium or a Facebook page post.</summary>
internal sealed class Post(PostCreated created, Account account) : Discussed(created.Id), IListed
{
    public override NodeKind Kind => Owner.Platform == Platform.Instagram ? NodeKind.Media : NodeKind.PagePost;

    public override Account Owner { get; } = account;

    public PostCreated Created { get; } = created;

    public override string Text => Created.Text ?? "";

    public long Seq => Created.Seq;

    public DateTimeOffset CreatedAt => Created.At;

    public bool Visible => Created.Published && !Deleted;
}

/// <summary>The picture of a photo post, which has an id of its own.</summary>
internal sealed class Photo(string id, Post post) : Node(id)
{
    public override NodeKind Kind => NodeKind.Photo;

    public override Account Owner => Post.Owner;

    public override string Text => Post.Text;

    public Post Post { get; } = post;

    /// <summary>The post or story that shows it, if it was put on the page unseen.</summary>
    public Post? ShownIn { get; set; }
}
