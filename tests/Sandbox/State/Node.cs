namespace SnsOps.Sandbox.State;

/// <summary>What a node of the graph is; together with the edge it decides which endpoint answers.</summary>
internal enum NodeKind { InstagramUser, Page, Container, Media, PagePost, Photo, Video, InstagramComment, PageComment, Channel, ChannelVideo, ChannelComment, Person }

/// <summary>Something with an id that Graph calls can address.</summary>
internal abstract class Node(string id)
{
    public string Id { get; } = id;

    public abstract NodeKind Kind { get; }

    /// <summary>The account whose token may touch it.</summary>
    public abstract Account Owner { get; }

    /// <summary>What a scripted fault's `match` is compared with.</summary>
    public abstract string Text { get; }

    public bool Deleted { get; set; }
}

/// <summary>A node that lists show, in the order of <see cref="Seq"/>.</summary>
internal interface IListed
{
    /// <summary>Never repeats and only grows within an account, so cursors made of it stay true while more arrive.</summary>
    long Seq { get; }

    DateTimeOffset CreatedAt { get; }

    bool Visible { get; }
}
