namespace SnsOps.Sandbox.State;

/// <summary>An Instagram professional account, a Facebook page or a YouTube channel.</summary>
internal sealed class Account(Platform platform, string id) : Node(id)
{
    public Platform Platform { get; } = platform;

    public override NodeKind Kind => Platform switch { Platform.Instagram => NodeKind.InstagramUser, Platform.Facebook => NodeKind.Page, Platform.Person => NodeKind.Person, _ => NodeKind.Channel };

    public override string Text => Id;

    public string Name { get; set; } = "";

    public string Username { get; set; } = "";

    public string? ClientLabel { get; set; }

    /// <summary>Of a person: the pages they have a role on.</summary>
    public string[] Pages { get; set; } = [];

    /// <summary>Of a page: the Instagram account behind it.</summary>
    public string? Instagram { get; set; }

    /// <summary>Of which changes it lets our app be told. Under <see cref="Gate"/>.</summary>
    public string[] SubscribedFields { get; set; } = [];

    public long Followers { get; set; }

    /// <summary>Null means the sandbox's own setting.</summary>
    public int? PublishQuota { get; set; }

    /// <summary>Held while something of this account is decided, applied and put into the journal's buffer; never across I/O.</summary>
    public Lock Gate { get; } = new();

    public SequencedList<Post> Posts { get; } = new();

    /// <summary>Stories, which no other list shows.</summary>
    public SequencedList<Post> Stories { get; } = new();

    /// <summary>A channel's videos, whoever may see them.</summary>
    public SequencedList<ChannelVideo> Videos { get; } = new();

    /// <summary>Top-level comments below all videos of a channel.</summary>
    public SequencedList<Comment> Threads { get; } = new();

    /// <summary>Whose comments are rejected as they arrive. Under <see cref="Gate"/>.</summary>
    public HashSet<string> BannedAuthors { get; } = new(StringComparer.Ordinal);

    /// <summary>When containers were created, media published and videos uploaded: the rolling quotas count back from the end. Under <see cref="Gate"/>.</summary>
    public List<DateTimeOffset> ContainerTimes { get; } = [];

    public List<DateTimeOffset> PublishTimes { get; } = [];

    /// <summary>What API calls made visible, oldest first. Under <see cref="Gate"/>.</summary>
    public List<Effect> Effects { get; } = [];

    public override Account Owner => this;

    public static int CountSince(List<DateTimeOffset> times, DateTimeOffset since)
    {
        var count = 0;
        for (var i = times.Count - 1; i >= 0 && times[i] > since; i--)
            count++;
        return count;
    }
}

/// <summary>A line of the ledger: something people can see because a call asked for it.</summary>
internal sealed record Effect(Node Node, string Kind, string? MediaSha256, string? Link, DateTimeOffset AcceptedAt, string? RequestId);
