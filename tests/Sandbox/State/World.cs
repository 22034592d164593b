using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace SnsOps.Sandbox.State;

/// <summary>Everything the platforms know. Changed only by applying journal records; a reset starts another world.</summary>
internal sealed class World(int generation)
{
    private readonly ConcurrentDictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenGrant> _tokens = new(StringComparer.Ordinal);

    /// <summary>Calls still working on an older world cannot write into the journal of this one.</summary>
    public int Generation { get; } = generation;

    public ConcurrentDictionary<string, Account> Accounts { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Upload> Uploads { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Play> Plays { get; } = new(StringComparer.Ordinal);

    public ICollection<TokenGrant> Tokens => _tokens.Values;

    public bool Has(string id) => _nodes.ContainsKey(id);

    public bool TryGetToken(string token, [NotNullWhen(true)] out TokenGrant? grant) => _tokens.TryGetValue(token, out grant);

    /// <summary>Takes an id as callers write it: posts of pages are known by {page}_{post} and by {post}.</summary>
    public Node? Find(string id) => _nodes.TryGetValue(id, out var node) && node is { Deleted: false } and not Photo { Post.Deleted: true } and not Comment { Visible: false } ? node : null;

    /// <summary>The comments of an account that were ever written, whatever became of them.</summary>
    public static IEnumerable<Comment> CommentsOf(Account account) =>
        account.Posts.All().Concat<Discussed>(account.Videos.All()).SelectMany(post => post.Comments?.Stream.All() ?? []);

    public T Get<T>(string id) where T : Node => (T)_nodes[id];

    /// <param name="seen">Told the numbers of replayed ids.</param>
    public void Apply(JournalRecord record, IdSource? seen = null)
    {
        switch (record)
        {
            case AccountSaved saved: Save(saved); break;
            case TokenSaved saved:
                _tokens[saved.Token] = new TokenGrant(saved.Token, Accounts[saved.AccountId], saved.IssuedAt, saved.ExpiresAt, saved.State, saved.Scopes, saved.PersonId, saved.Targets);
                break;
            case ContainerCreated created:
                seen?.Seen(created.Seq);
                _nodes[created.Id] = new Container(created, Accounts[created.AccountId]);
                Accounts[created.AccountId].ContainerTimes.Add(created.At);
                break;
            case ContainerFailed failed: Get<Container>(failed.Id).Failed = true; break;
            case PostCreated created:
                seen?.Seen(created.Seq);
                Add(created);
                break;
            case VideoStarted started:
                seen?.Seen(started.Seq);
                _nodes[started.Id] = new Video(started, Accounts[started.AccountId]);
                break;
            case VideoReceived received:
                (Get<Video>(received.Id).Received, Get<Video>(received.Id).Bytes) = (received.Bytes, received.Of);
                break;
            case VideoFinished finished: Get<Video>(finished.Id).Finished = finished; break;
            case UploadOpened opened:
                seen?.Seen(opened.Seq);
                Uploads[opened.Id] = new Upload(opened, Accounts[opened.AccountId]);
                break;
            case UploadReceived received:
                (Uploads[received.Id].Kept, Uploads[received.Id].Arrived, Uploads[received.Id].Bytes) = (received.Kept, received.Arrived, received.Of);
                break;
            case UploadLost lost: Uploads[lost.Id].Lost = true; break;
            case VideoInserted inserted:
                seen?.Seen(inserted.Seq);
                Add(inserted);
                break;
            case VideoChanged changed: Change(Get<ChannelVideo>(changed.Id), changed); break;
            case ThumbnailSet set: Get<ChannelVideo>(set.Id).ThumbnailSha256 = set.Sha256; break;
            case CommentCreated created:
                seen?.Seen(created.Seq);
                Add(created);
                break;
            case CommentChanged changed: Change(Get<Comment>(changed.Id), changed); break;
            case CommentsSwitched switched: Get<Discussed>(switched.Id).CommentsOff = switched.Off; break;
            case AuthorBanned banned: Accounts[banned.AccountId].BannedAuthors.Add(banned.AuthorId); break;
            case NodeDeleted deleted: _nodes[deleted.Id].Deleted = true; break;
            case PlayStarted started: Plays[started.Id] = new Play(started); break;
            case PlayStopped stopped: Plays[stopped.Id].Stopped = true; break;
            case ClockTurned: break;                               // the clock is not part of the world: Store turns it
            default: throw new UnreachableException(record.GetType().Name);
        }
    }

    private void Save(AccountSaved saved)
    {
        var account = Accounts.GetOrAdd(saved.Id, id => new Account(saved.Platform, id));
        account.Name = saved.Name;
        account.Username = saved.Username;
        account.Followers = saved.Followers;
        account.ClientLabel = saved.ClientLabel;
        account.PublishQuota = saved.PublishQuota;
        account.Pages = saved.Pages ?? [];
        account.Instagram = saved.Instagram;
        _nodes[saved.Id] = account;
    }

    private void Add(PostCreated created)
    {
        var account = Accounts[created.AccountId];
        var post = new Post(created, account);
        _nodes[created.Id] = post;
        if (account.Platform == Platform.Facebook)
            _nodes[created.Id[(created.Id.LastIndexOf('_') + 1)..]] = post;
        if (created.PhotoId is not null)
            _nodes[created.PhotoId] = new Photo(created.PhotoId, post);
        if (created.ContainerId is not null)
        {
            Get<Container>(created.ContainerId).Media = post;
            account.PublishTimes.Add(created.At);
        }
        foreach (var photo in created.PhotoIds ?? [])
            Get<Photo>(photo).ShownIn = post;
        if (created.VideoId is not null)
            Get<Video>(created.VideoId).Post = post;
        (created.Form == PostForm.Story ? account.Stories : account.Posts).Add(post);
        if (created is { Seed: false, Published: true })
            account.Effects.Add(new Effect(post, "post", created.MediaSha256, created.Link, created.At, created.RequestId));
    }

    private void Add(VideoInserted inserted)
    {
        var upload = Uploads[inserted.UploadId];
        var video = new ChannelVideo(inserted, upload);
        upload.Video = video;
        _nodes[inserted.Id] = video;
        upload.Owner.Videos.Add(video);
        if (inserted.Seed)
            return;
        upload.Owner.PublishTimes.Add(inserted.At);
        if (video.ShownAt is not null)
            upload.Owner.Effects.Add(new Effect(video, "post", inserted.Sha256, null, inserted.At, upload.Opened.RequestId));
    }

    private static void Change(ChannelVideo video, VideoChanged changed)
    {
        var wasShown = video.ShownAt is not null;
        video.Change(changed);
        if (!wasShown && video.ShownAt is not null)
            video.Owner.Effects.Add(new Effect(video, "post", video.Inserted.Sha256, null, changed.At, changed.RequestId));
    }

    private void Add(CommentCreated created)
    {
        var post = Get<Discussed>(created.PostId);
        var parent = created.ParentId is null ? null : Get<Comment>(created.ParentId);
        var comment = new Comment(created, post, parent);
        _nodes[created.Id] = comment;
        var comments = post.OpenComments();
        comments.Stream.Add(comment);
        (parent?.OpenReplies() ?? comments.TopLevel).Add(comment);
        if (parent is null && post is ChannelVideo)
            post.Owner.Threads.Add(comment);
        if (created is { PlayId: null, Audience: false })
            post.Owner.Effects.Add(new Effect(comment, "comment", null, null, created.At, created.RequestId));
        else if (created.PlayId is not null && Plays.TryGetValue(created.PlayId, out var play))
            play.Next = created.PlayIndex + 1;
    }

    private static void Change(Comment comment, CommentChanged changed)
    {
        comment.Change(changed);
        if (changed.ByCall)
            comment.Owner.Effects.Add(new Effect(comment, changed.Change.ToString().ToLowerInvariant(), null, null, changed.At, changed.RequestId));
    }
}

/// <summary>Comments of the audience being played, and how far it is.</summary>
internal sealed class Play(PlayStarted started)
{
    public PlayStarted Started { get; } = started;

    public int Next { get; set; }

    public bool Stopped { get; set; }

    public bool Done => Stopped || (!Started.Repeat && Next >= Started.Total);
}
