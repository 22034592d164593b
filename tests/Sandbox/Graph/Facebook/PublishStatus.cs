using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>POST /{page}/feed: a text, a link, both, or photos put there before. https://developers.facebook.com/docs/graph-api/reference/page/feed</summary>
internal sealed class PublishStatus(Store store, IOptions<SandboxOptions> options)
{
    private const int MaxLength = 63_206;

    public GraphReply Answer(GraphCall call)
    {
        var (account, parameters) = ((Account)call.Node!, call.Parameters);
        var (message, link) = (parameters["message"], parameters["link"]);
        PagePosts.RefuseWhatIsNotSimulated(parameters);
        var attached = AttachedMedia.Read(parameters);
        if (string.IsNullOrWhiteSpace(message) && string.IsNullOrEmpty(link) && attached.Count == 0)
            throw GraphErrors.BadParameter("Requires one of the params: message, link, attached_media").Thrown();
        if (message is { Length: > MaxLength })
            throw GraphErrors.BadParameter($"Param message must be no more than {MaxLength} characters").Thrown();
        if (!string.IsNullOrEmpty(link) && !(Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw GraphErrors.BadParameter("link URL is not properly formatted").Thrown();

        lock (account.Gate)
        {
            PagePosts.RefuseDuplicate(options.Value, account, message, link, media: null);
            var photos = attached.Select(id => AttachedMedia.Unseen(call.World, account, id)).ToList();
            var seq = store.Ids.Next();
            var id = PagePosts.NewId(account, seq);
            store.Commit(call.World, new PostCreated(
                id, seq, account.Id, photos.Count > 0 ? PostForm.Album : PostForm.Status, message, call.Now, parameters.Flag("published") ?? true,
                Link: string.IsNullOrEmpty(link) ? null : link, RequestId: call.RequestId,
                Media: photos.Count > 0 ? [.. photos.Select(p => p.Post.Created.MediaSha256!)] : null, PhotoIds: photos.Count > 0 ? [.. attached] : null));
            return GraphReply.Created(id);
        }
    }
}
