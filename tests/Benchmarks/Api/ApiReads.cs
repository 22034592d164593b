using Npgsql;
using SnsOps.Api.Comments;
using SnsOps.Api.Contents;
using SnsOps.Api.Notifications;
using SnsOps.Api.Paging;
using SnsOps.Api.Publications;

namespace SnsOps.Benchmarks.Api;

/// <summary>A read of the mix.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Path">As the page asks the Api.</param>
/// <param name="RunAsync">The same statements and nothing else.</param>
internal sealed record ApiRead(string Name, string Path, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>What staff look at most, each once in a turn of the mix.</summary>
    public static ApiRead[] Mix(NpgsqlDataSource database, ApiLoad load)
    {
        var (comments, contents, publications, notifications) = (new CommentSql(database), new ContentSql(database), new PublicationSql(database), new NotificationSql(database));
        var first = new PageRequest(50, null);
        CommentFilter Filter(Guid[]? clients = null, string? platform = null, string? sentiment = null, string? word = null) =>
            new(clients ?? load.Clients, null, platform, sentiment, SearchText.Fold(word), null, null, null);
        return
        [
            new("newest comments", "/v1/comments", ct => comments.ListAsync(Filter(), first, ct)),
            new("negative comments", "/v1/comments?sentiment=negative", ct => comments.ListAsync(Filter(sentiment: "negative"), first, ct)),
            new("comments with a word", $"/v1/comments?q={Uri.EscapeDataString(ApiLoad.RareWord)}", ct => comments.ListAsync(Filter(word: ApiLoad.RareWord), first, ct)),
            new("a client's comments of one platform", $"/v1/comments?client_id={load.Clients[0]}&platform=instagram", ct => comments.ListAsync(Filter([load.Clients[0]], "instagram"), first, ct)),
            new("one comment", $"/v1/comments/{load.Comment}", ct => comments.FindAsync(load.Comment, load.Clients, ct)),
            new("newest contents", "/v1/contents", ct => contents.ListAsync(load.Clients, null, first, ct)),
            new("one content", $"/v1/contents/{load.Content}", ct => contents.FindAsync(load.Content, load.Clients, ct)),
            new("publications", "/v1/publications", ct => publications.ListAsync(load.Clients, null, null, null, first, ct)),
            new("notifications", "/v1/notifications", ct => notifications.ListAsync(load.User, false, first, ct)),
        ];
    }
}
