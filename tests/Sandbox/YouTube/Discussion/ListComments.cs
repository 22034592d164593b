using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Discussion;

/// <summary>GET /youtube/v3/comments: the replies to a top-level comment, the newest first, or comments by their ids. https://developers.google.com/youtube/v3/docs/comments/list</summary>
internal static class ListComments
{
    public static YouTubeReply Answer(YouTubeCall call)
    {
        var parts = call.Parts;
        return (call["parentId"], call["id"]) switch
        {
            ({ Length: > 0 } parent, null or "") => Replies(call, parent, parts),
            (null or "", { Length: > 0 } ids) => ById(call, ids.Split(','), parts),
            (null or "", null or "") => throw YouTubeErrors.MissingParameter("id").Thrown(),
            _ => throw YouTubeErrors.BadRequest("The parentId and id parameters may not be used together.").Thrown(),
        };
    }

    private static YouTubeReply Replies(YouTubeCall call, string id, HashSet<string> parts)
    {
        if (call.World.Find(id) is not Comment { Kind: NodeKind.ChannelComment, Parent: null } parent || (parent.Owner != call.Channel && !CommentWriter.Is(parent, Moderation.Published)))
            throw YouTubeErrors.OfComments(404, "commentNotFound", "One or more of the specified comments cannot be found.", "parentId").Thrown();
        var query = CommentQuery.Page(call, newestFirst: true);
        var page = parent.Replies?.Take(query, c => CommentWriter.Is(c, Moderation.Published)) ?? new Page<Comment>([], false, false);
        return YouTubeReply.Json(json =>
        {
            CommentWriter.Head(json, "youtube#commentListResponse", page.HasNext ? page.Items[^1] : null, page.Items.Count, query.Limit);
            json.WriteStartArray("items");
            foreach (var reply in page.Items)
                CommentWriter.Comment(json, call, reply, parts, tellStatus: false);
            json.WriteEndArray();
        });
    }

    /// <summary>What is gone, rejected or not this caller's to see is silently missing.</summary>
    private static YouTubeReply ById(YouTubeCall call, string[] ids, HashSet<string> parts)
    {
        var found = ids.Distinct().Select(call.World.Find).OfType<Comment>()
            .Where(c => c.Kind == NodeKind.ChannelComment && (c.Owner == call.Channel || CommentWriter.Is(c, Moderation.Published))).ToList();
        return YouTubeReply.Json(json =>
        {
            CommentWriter.Head(json, "youtube#commentListResponse", null, found.Count, found.Count);
            json.WriteStartArray("items");
            foreach (var comment in found)
                CommentWriter.Comment(json, call, comment, parts, tellStatus: comment.Owner == call.Channel && call.Fault?.Kind != FaultKind.StatusUntold);
            json.WriteEndArray();
        });
    }
}
