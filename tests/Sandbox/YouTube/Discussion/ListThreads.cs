using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Discussion;

/// <summary>GET /youtube/v3/commentThreads: of a video, of all videos of a channel, or by id; the newest thread first. https://developers.google.com/youtube/v3/docs/commentThreads/list</summary>
internal static class ListThreads
{
    public static YouTubeReply Answer(YouTubeCall call)
    {
        var parts = call.Parts;
        if (new[] { "videoId", "allThreadsRelatedToChannelId", "id" }.Count(name => call[name] is { Length: > 0 }) != 1)
            throw YouTubeErrors.MissingParameter("videoId").Thrown();
        if (call["order"] is not (null or "" or "time" or "relevance"))
            throw YouTubeErrors.BadParameter("order", "Invalid value for order: " + call["order"]).Thrown();
        return call["id"] is { Length: > 0 } ids ? ById(call, ids.Split(','), parts) : Of(call, parts);
    }

    private static YouTubeReply Of(YouTubeCall call, HashSet<string> parts)
    {
        var (channel, list) = Place(call);
        var status = CommentQuery.Status(call, channel);
        var query = CommentQuery.Page(call, newestFirst: true);
        var search = call["searchTerms"];
        var found = list?.Take(query, c => Shows(call, c, status) && (string.IsNullOrEmpty(search) || c.Text.Contains(search, StringComparison.OrdinalIgnoreCase))) ?? new Page<Comment>([], false, false);
        return YouTubeReply.Json(json =>
        {
            CommentWriter.Head(json, "youtube#commentThreadListResponse", found.HasNext ? found.Items[^1] : null, found.Items.Count, query.Limit);
            json.WriteStartArray("items");
            foreach (var top in found.Items)
                CommentWriter.Thread(json, call, top, parts, status, tellStatus: call["moderationStatus"] is { Length: > 0 });
            json.WriteEndArray();
        });
    }

    private static YouTubeReply ById(YouTubeCall call, string[] ids, HashSet<string> parts)
    {
        var found = ids.Distinct().Select(call.World.Find).OfType<Comment>()
            .Where(c => c is { Kind: NodeKind.ChannelComment, Parent: null } && (c.Owner == call.Channel || CommentWriter.Is(c, Moderation.Published))).ToList();
        return YouTubeReply.Json(json =>
        {
            CommentWriter.Head(json, "youtube#commentThreadListResponse", null, found.Count, found.Count);
            json.WriteStartArray("items");
            foreach (var top in found)
                CommentWriter.Thread(json, call, top, parts, Moderation.Published, tellStatus: top.Owner == call.Channel);
            json.WriteEndArray();
        });
    }

    private static (Account Channel, SequencedList<Comment>? Threads) Place(YouTubeCall call)
    {
        if (call["videoId"] is { Length: > 0 } id)
        {
            var video = CommentQuery.Video(call, id);
            return (video.Owner, video.Comments?.TopLevel);
        }

        return call.World.Accounts.GetValueOrDefault(call["allThreadsRelatedToChannelId"]!) is { Platform: Platform.YouTube } channel
            ? (channel, channel.Threads)
            : throw YouTubeErrors.OfComments(404, "channelNotFound", "The channel identified by the allThreadsRelatedToChannelId parameter could not be found.", "allThreadsRelatedToChannelId").Thrown();
    }

    /// <summary>Asked for those awaiting review, a thread shows for a reply of it as well.</summary>
    private static bool Shows(YouTubeCall call, Comment top, Moderation status) =>
        (!((ChannelVideo)top.Post).Status.IsPrivate || top.Owner == call.Channel) && !top.Post.CommentsOff
        && (CommentWriter.Is(top, status) || (status != Moderation.Published && top.Replies?.CountVisible(c => CommentWriter.Is(c, status)) > 0));
}
