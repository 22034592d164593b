using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Comments;

/// <summary>Where comments are played: the newest posts of the accounts.</summary>
internal static class Stage
{
    private const int PostsPerAccount = 10;
    private const int SeedsPerAccount = 3;

    /// <summary>The posts of these accounts (all if none are named) that comments go to. An account without any gets seed posts.</summary>
    public static IReadOnlyList<Post> Set(Store store, World world, IReadOnlyCollection<string> accountIds)
    {
        var posts = new List<IReadOnlyList<Post>>();
        foreach (var account in world.Accounts.Values.Where(a => a.Platform != Platform.Person && (accountIds.Count == 0 || accountIds.Contains(a.Id))).OrderBy(a => a.Id, StringComparer.Ordinal))
        {
            if (account.Posts.NewestVisible() is null)
                Seed(store, world, account);
            posts.Add(account.Posts.Take(new PageQuery(PostsPerAccount, NewestFirst: true)).Items);
        }
        // In turn from each account, so that all get their share.
        return [.. Enumerable.Range(0, PostsPerAccount).SelectMany(i => posts.Where(p => i < p.Count).Select(p => p[i]))];
    }

    private static void Seed(Store store, World world, Account account)
    {
        lock (account.Gate)
        {
            for (var i = 0; i < SeedsPerAccount && account.Posts.CountVisible() < SeedsPerAccount; i++)
            {
                var seq = store.Ids.Next();
                var instagram = account.Platform == Platform.Instagram;
                store.Commit(world, new PostCreated(
                    instagram ? IdSource.Id(179, seq) : $"{account.Id}_{IdSource.Id(122, seq)}", seq, account.Id,
                    instagram ? PostForm.Media : PostForm.Status, WrittenComments.Captions[i % WrittenComments.Captions.Count],
                    store.Clock.GetUtcNow(), Published: true, Seed: true));
            }
        }
    }
}
