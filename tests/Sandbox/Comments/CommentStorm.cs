using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Comments;

/// <summary>The audience of many accounts at once: so many new comments and answers, with edits, deletions and moderation among them. The same seed does the same.</summary>
internal static class CommentStorm
{
    private const int PostsPerAccount = 3;
    private const double Replies = 0.3, Edits = 0.06, Deletions = 0.03, Moderations = 0.02;

    public static StormView Rage(Store store, NewStorm storm)
    {
        var world = store.World;
        var random = new Random(storm.Seed);
        var accounts = storm.AccountIds.Select(id => world.Accounts[id]).ToList();
        var places = accounts.ToDictionary(a => a.Id, a => Places(store, world, a));
        var (edited, deleted, moderated) = (0, 0, 0);
        for (var i = 0; i < storm.Comments; i++)
        {
            var account = accounts[random.Next(accounts.Count)];
            lock (account.Gate)
            {
                var place = places[account.Id];
                Write(store, world, place[random.Next(place.Count)], random, i);
                edited += Chance(random, Edits) && Change(store, world, place, random, CommentChange.Edit, $"고친 글 {storm.Seed}-{i} 🙏") ? 1 : 0;
                deleted += Chance(random, Deletions) && Change(store, world, place, random, CommentChange.Delete) ? 1 : 0;
                var acts = account.Platform == Platform.YouTube ? (CommentChange[])[CommentChange.Hold, CommentChange.Publish, CommentChange.Reject] : [CommentChange.Hide, CommentChange.Unhide];
                moderated += Chance(random, Moderations) && Change(store, world, place, random, acts[random.Next(acts.Length)]) ? 1 : 0;
            }
        }

        return new StormView(storm.Comments, edited, deleted, moderated);
    }

    private static List<Discussed> Places(Store store, World world, Account account)
    {
        lock (account.Gate)
        {
            while (account.Posts.CountVisible() + account.Videos.CountVisible() < PostsPerAccount)
                Stage.SeedOne(store, world, account, "폭풍의 글");
            return [.. account.Posts.All().Concat<Discussed>(account.Videos.All()).Take(PostsPerAccount)];
        }
    }

    private static void Write(Store store, World world, Discussed post, Random random, int number)
    {
        var parent = Chance(random, Replies) ? Any(post.Comments?.TopLevel.All(), random) : null;
        var seq = store.Ids.Next();
        var id = CommentIds.Next(post, parent, seq);
        var author = $"손님{random.Next(500)}";
        store.Commit(world, new CommentCreated(
            id, seq, post.Id, parent?.Id, WrittenComments.AuthorId(author), author, $"{number}번째 이야기, \"커피가 맛있어요\" {random.Next(1000)}", store.Clock.GetUtcNow(), Audience: true,
            Moderation: post is ChannelVideo && random.Next(20) == 0 ? (random.Next(2) == 0 ? Moderation.HeldForReview : Moderation.LikelySpam) : Moderation.Published));
    }

    private static bool Change(Store store, World world, List<Discussed> places, Random random, CommentChange change, string? text = null)
    {
        if (Any(places[random.Next(places.Count)].Comments?.Stream.All(), random) is not { } comment)
            return false;
        store.Commit(world, new CommentChanged(comment.Id, change, store.Clock.GetUtcNow(), text));
        return true;
    }

    /// <summary>One that is there.</summary>
    private static Comment? Any(Comment[]? comments, Random random) =>
        comments is { Length: > 0 } && comments[random.Next(comments.Length)] is { Visible: true } comment ? comment : null;

    private static bool Chance(Random random, double share) => random.NextDouble() < share;
}

/// <summary>What a test asks for.</summary>
/// <param name="Comments">New ones in all.</param>
/// <param name="Seed">Of what happens.</param>
public sealed record NewStorm(string[] AccountIds, int Comments, int Seed);

/// <summary>What has happened.</summary>
internal sealed record StormView(int Written, int Edited, int Deleted, int Moderated);
