using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Discussion;

/// <summary>POST of comments and replies by the account itself, on both platforms.</summary>
internal sealed class WriteComment(Store store)
{
    /// <summary>POST /{media}/comments. With `fields` Instagram creates the comment and then fails the call.</summary>
    public GraphReply OnMedia(GraphCall call) => FailIfFieldsAsked(call, Write(call, (Post)call.Node!, null));

    /// <summary>POST /{comment}/replies; not to one that is hidden. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies</summary>
    public GraphReply ReplyOnInstagram(GraphCall call) =>
        ((Comment)call.Node!).Hidden ? throw GraphErrors.BadParameter("Hidden comments cannot be replied to").Thrown() : FailIfFieldsAsked(call, Reply(call));

    public GraphReply OnPagePost(GraphCall call) => Write(call, call.Node as Post ?? ((Photo)call.Node!).Post, null);

    /// <summary>POST /{comment}/comments. https://developers.facebook.com/docs/graph-api/reference/object/comments</summary>
    public GraphReply ReplyOnPage(GraphCall call) => Reply(call);

    /// <summary>Discussions have two levels: a reply to a reply goes below the same parent.</summary>
    private GraphReply Reply(GraphCall call)
    {
        var comment = (Comment)call.Node!;
        return Write(call, comment.Post, comment.Parent ?? comment);
    }

    private GraphReply Write(GraphCall call, Discussed post, Comment? parent)
    {
        var message = call.Parameters.Required("message");
        var account = post.Owner;
        lock (account.Gate)
        {
            var seq = store.Ids.Next();
            var id = CommentIds.Next(post, parent, seq);
            var author = account.Platform == Platform.Facebook ? account.Name : account.Username;
            store.Commit(call.World, new CommentCreated(id, seq, post.Id, parent?.Id, account.Id, author, message, call.Now, call.RequestId));
            return GraphReply.Created(id);
        }
    }

    private static GraphReply FailIfFieldsAsked(GraphCall call, GraphReply created) =>
        call.Parameters["fields"] is { Length: > 0 } ? GraphErrors.CommentFields.Reply() : created;
}
