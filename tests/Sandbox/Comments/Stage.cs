using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.Comments;

/// <summary>Where comments are played: the newest posts of the accounts.</summary>
internal static class Stage
{
    private const int PostsPerAccount = 10;
    private const int SeedsPerAccount = 3;

    /// <summary>The posts of these accounts (all if none are named) that comments go to. An account without any gets seed posts.</summary>
    public static IReadOnlyList<Discussed> Set(Store store, World world, IReadOnlyCollection<string> accountIds)
    {
        var posts = new List<IReadOnlyList<Discussed>>();
        foreach (var account in world.Accounts.Values.Where(a => a.Platform != Platform.Person && (accountIds.Count == 0 || accountIds.Contains(a.Id))).OrderBy(a => a.Id, StringComparer.Ordinal))
        {
            var youTube = account.Platform == Platform.YouTube;
            if ((youTube ? (Node?)account.Videos.NewestVisible() : account.Posts.NewestVisible()) is null)
                Seed(store, world, account);
            var newest = new PageQuery(PostsPerAccount, NewestFirst: true);
            posts.Add(youTube ? account.Videos.Take(newest, v => !v.Status.IsPrivate).Items : account.Posts.Take(newest).Items);
        }
        // In turn from each account, so that all get their share.
        return [.. Enumerable.Range(0, PostsPerAccount).SelectMany(i => posts.Where(p => i < p.Count).Select(p => p[i]))];
    }

    /// <summary>A post of the sandbox's own; of a channel: a public video.</summary>
    public static Discussed SeedOne(Store store, World world, Account account, string text)
    {
        var (seq, now) = (store.Ids.Next(), store.Clock.GetUtcNow());
        if (account.Platform == Platform.YouTube)
        {
            var upload = "seed-" + IdSource.Id(1, seq);
            var id = VideoIds.Next();
            store.Commit(world, new UploadOpened(upload, seq, account.Id, new VideoSnippet(text, "", [], "22"), new VideoStatus("public"), 0, now));
            store.Commit(world, new VideoInserted(id, store.Ids.Next(), upload, "", 0, now, Failing: false, Seed: true));
            return world.Get<ChannelVideo>(id);
        }

        var instagram = account.Platform == Platform.Instagram;
        var post = instagram ? IdSource.Id(179, seq) : $"{account.Id}_{IdSource.Id(122, seq)}";
        store.Commit(world, new PostCreated(post, seq, account.Id, instagram ? PostForm.Media : PostForm.Status, text, now, Published: true, Seed: true));
        return world.Get<Post>(post);
    }

    private static void Seed(Store store, World world, Account account)
    {
        lock (account.Gate)
        {
            for (var i = 0; i < SeedsPerAccount && account.Posts.CountVisible() + account.Videos.CountVisible() < SeedsPerAccount; i++)
                SeedOne(store, world, account, WrittenComments.Captions[i % WrittenComments.Captions.Count]);
        }
    }
}
