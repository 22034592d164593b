using System.Text.Json;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube.Discussion;

/// <summary>What a channel says, changes and takes back itself. https://developers.google.com/youtube/v3/docs/comments https://developers.google.com/youtube/v3/docs/commentThreads/insert</summary>
internal sealed class WriteComments(Store store)
{
    private const int MostCharacters = 10_000;

    /// <summary>POST /youtube/v3/commentThreads: a new thread below a video.</summary>
    public YouTubeReply Thread(YouTubeCall call)
    {
        var parts = call.Parts;
        var snippet = VideoBody.Part(call.Body, "snippet", parts);
        if (VideoBody.Text(snippet, "videoId") is not { Length: > 0 } videoId)
            throw YouTubeErrors.OfComments(400, "channelOrVideoIdMissing", "The request must specify a video or a channel.", "body.snippet.videoId").Thrown();
        var text = Text(Inner(snippet));
        var comment = Write(call, CommentQuery.Video(call, videoId), null, text);
        return YouTubeReply.Json(json =>
        {
            json.WriteString("kind", "youtube#commentThread");
            json.WriteString("etag", $"etag-{comment.Id}");
            json.WriteString("id", comment.Id);
            json.WriteStartObject("snippet");
            json.WriteString("channelId", comment.Owner.Id);
            json.WriteString("videoId", comment.Post.Id);
            json.WritePropertyName("topLevelComment");
            CommentWriter.Comment(json, call, comment, parts, tellStatus: false);
            json.WriteBoolean("canReply", true);
            json.WriteNumber("totalReplyCount", 0);
            json.WriteBoolean("isPublic", true);
            json.WriteEndObject();
        });
    }

    /// <summary>POST /youtube/v3/comments: a reply to a top-level comment.</summary>
    public YouTubeReply Reply(YouTubeCall call)
    {
        var parts = call.Parts;
        var snippet = VideoBody.Part(call.Body, "snippet", parts);
        if (VideoBody.Text(snippet, "parentId") is not { Length: > 0 } parentId)
            throw YouTubeErrors.OfComments(400, "parentIdMissing", "The comment that is being inserted must be a reply to another comment: no parent is named.", "body.snippet.parentId").Thrown();
        var text = Text(snippet);
        if (call.World.Find(parentId) is not Comment { Kind: NodeKind.ChannelComment } parent || (parent.Owner != call.Channel && !CommentWriter.Is(parent, Moderation.Published)))
            throw YouTubeErrors.OfComments(404, "parentCommentNotFound", "The specified parent comment could not be found.", "body.snippet.parentId").Thrown();
        if (parent.Parent is not null || parent.Post.CommentsOff)
            throw YouTubeErrors.OfComments(400, "operationNotSupported", "The API user is not able to insert a comment in reply to the comment identified by the snippet.parentId property.").Thrown();
        return Answer(call, Write(call, parent.Post, parent, text), parts);
    }

    /// <summary>PUT /youtube/v3/comments: another text for a comment of one's own.</summary>
    public YouTubeReply Edit(YouTubeCall call)
    {
        var parts = call.Parts;
        var comment = Own(call, VideoBody.Text(call.Body, "id") ?? throw YouTubeErrors.MissingParameter("id").Thrown());
        var text = Text(VideoBody.Part(call.Body, "snippet", parts));
        lock (comment.Owner.Gate)
            store.Commit(call.World, new CommentChanged(comment.Id, CommentChange.Edit, call.Now, text, ByCall: true, RequestId: call.RequestId));
        return Answer(call, comment, parts);
    }

    /// <summary>DELETE /youtube/v3/comments: a comment of one's own. Those of others are rejected instead.</summary>
    public YouTubeReply Delete(YouTubeCall call)
    {
        var comment = Own(call, call["id"] ?? throw YouTubeErrors.MissingParameter("id").Thrown());
        lock (comment.Owner.Gate)
            store.Commit(call.World, new CommentChanged(comment.Id, CommentChange.Delete, call.Now, ByCall: true, RequestId: call.RequestId));
        return new YouTubeReply(StatusCodes.Status204NoContent, default);
    }

    private static YouTubeReply Answer(YouTubeCall call, Comment comment, HashSet<string> parts) =>
        YouTubeReply.Json(json => CommentWriter.Fields(json, call, comment, parts, tellStatus: false));

    private static JsonElement? Inner(JsonElement? snippet) =>
        snippet is { } s && s.TryGetProperty("topLevelComment", out var top) && top.ValueKind == JsonValueKind.Object && top.TryGetProperty("snippet", out var inner) ? inner : null;

    private static Comment Own(YouTubeCall call, string id) =>
        call.World.Find(id) is not Comment { Kind: NodeKind.ChannelComment } comment ? throw YouTubeErrors.OfComments(404, "commentNotFound", "The specified comment could not be found.", "id").Thrown()
        : comment.Created.AuthorId != call.Channel.Id ? throw YouTubeErrors.OfComments(403, "forbidden", "The comment cannot be changed due to insufficient permissions.").Thrown()
        : comment;

    private static string Text(JsonElement? snippet)
    {
        var text = VideoBody.Text(snippet, "textOriginal");
        if (string.IsNullOrWhiteSpace(text))
            throw YouTubeErrors.OfComments(400, "commentTextRequired", "The comment resource that is being inserted must specify a value for the textOriginal property.", "body.snippet.textOriginal").Thrown();
        return text.Length > MostCharacters ? throw YouTubeErrors.OfComments(400, "commentTextTooLong", "The comment is too long.", "body.snippet.textOriginal").Thrown() : text;
    }

    private Comment Write(YouTubeCall call, Discussed video, Comment? parent, string text)
    {
        lock (video.Owner.Gate)
        {
            var seq = store.Ids.Next();
            var id = CommentIds.Next(video, parent, seq);
            store.Commit(call.World, new CommentCreated(id, seq, video.Id, parent?.Id, call.Channel.Id, "@" + call.Channel.Username, text, call.Now, call.RequestId));
            return call.World.Get<Comment>(id);
        }
    }
}
