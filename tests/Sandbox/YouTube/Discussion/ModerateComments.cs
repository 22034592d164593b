using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Discussion;

/// <summary>POST /youtube/v3/comments/setModerationStatus: all of the named or none; what is rejected stays so. https://developers.google.com/youtube/v3/docs/comments/setModerationStatus</summary>
internal sealed class ModerateComments(Store store)
{
    public YouTubeReply Answer(YouTubeCall call)
    {
        var ids = (call["id"] ?? throw YouTubeErrors.MissingParameter("id").Thrown()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length is 0 or > 50)
            throw YouTubeErrors.BadParameter("id", "The request must specify between 1 and 50 ids.").Thrown();
        var change = call["moderationStatus"] switch
        {
            "heldForReview" => CommentChange.Hold,
            "published" => CommentChange.Publish,
            "rejected" => CommentChange.Reject,
            null or "" => throw YouTubeErrors.MissingParameter("moderationStatus").Thrown(),
            _ => throw YouTubeErrors.BadParameter("moderationStatus", "Invalid value for moderationStatus: " + call["moderationStatus"]).Thrown(),
        };
        var ban = call["banAuthor"] == "true";
        if (ban && change != CommentChange.Reject)
            throw YouTubeErrors.OfComments(400, "banWithoutReject", "The banAuthor parameter can only be used if the moderationStatus parameter value is rejected.").Thrown();
        lock (call.Channel.Gate)
        {
            var comments = ids.Distinct().Select(id => Mine(call, id)).ToList();
            foreach (var comment in comments)
            {
                store.Commit(call.World, new CommentChanged(comment.Id, change, call.Now, ByCall: true, RequestId: call.RequestId));
                if (ban)
                    store.Commit(call.World, new AuthorBanned(call.Channel.Id, comment.Created.AuthorId));
            }
        }

        return new YouTubeReply(StatusCodes.Status204NoContent, default);
    }

    private static Comment Mine(YouTubeCall call, string id)
    {
        if (call.World.Find(id) is not Comment { Kind: NodeKind.ChannelComment } comment)
            throw YouTubeErrors.OfComments(404, "commentNotFound", "One or more of the comments that the request is trying to update cannot be found.", "id").Thrown();
        if (comment.Owner != call.Channel)
            throw YouTubeErrors.OfComments(403, "forbidden", "One or more of the comments cannot be moderated due to insufficient permissions. The request might not be properly authorized.").Thrown();
        return comment.Created.AuthorId == call.Channel.Id
            ? throw YouTubeErrors.OfComments(400, "operationNotSupported", "The channel's own comments cannot be moderated.").Thrown()
            : comment;
    }
}
