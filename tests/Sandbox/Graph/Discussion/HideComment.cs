using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Discussion;

/// <summary>POST /{comment} with hide (Instagram) or is_hidden (Facebook). An account's own comments cannot be hidden.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment</summary>
internal sealed class HideComment(Store store)
{
    public GraphReply Answer(GraphCall call)
    {
        var comment = (Comment)call.Node!;
        var name = comment.Owner.Platform == Platform.Instagram ? "hide" : "is_hidden";
        var hidden = call.Parameters.Flag(name) ?? throw GraphErrors.Missing(name).Thrown();
        if (comment.Created.AuthorId == comment.Owner.Id)
            throw GraphErrors.BadParameter("Comments of the account itself cannot be hidden").Thrown();
        lock (comment.Owner.Gate)
        {
            if (comment.Hidden != hidden)
                store.Commit(call.World, new CommentChanged(comment.Id, hidden ? CommentChange.Hide : CommentChange.Unhide, call.Now, ByCall: true, RequestId: call.RequestId));
        }

        return GraphReply.Success;
    }
}
