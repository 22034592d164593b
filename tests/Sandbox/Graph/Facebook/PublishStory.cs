using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>POST /{page}/photo_stories: a photo put on the page before becomes a story. https://developers.facebook.com/docs/page-stories-api</summary>
internal sealed class PublishStory(Store store)
{
    public GraphReply OfPhoto(GraphCall call)
    {
        var account = (Account)call.Node!;
        var id = call.Parameters.Required("photo_id");
        lock (account.Gate)
        {
            var photo = AttachedMedia.Unseen(call.World, account, id);
            var seq = store.Ids.Next();
            var story = new PostCreated(
                PagePosts.NewId(account, seq), seq, account.Id, PostForm.Story, null, call.Now, Published: true,
                MediaSha256: photo.Post.Created.MediaSha256, MediaUrl: photo.Post.Created.MediaUrl, RequestId: call.RequestId, PhotoIds: [id]);
            store.Commit(call.World, story);
            return Published(story);
        }
    }

    /// <summary>The answer both kinds of story get.</summary>
    public static GraphReply Published(PostCreated story) => GraphReply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteString("post_id", story.Id[(story.Id.LastIndexOf('_') + 1)..]);
        json.WriteEndObject();
    });
}
