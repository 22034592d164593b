using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>POST /{page}/feed: a text, a link, or both. https://developers.facebook.com/docs/graph-api/reference/page/feed</summary>
internal sealed class PublishStatus(Store store, IOptions<SandboxOptions> options)
{
    private const int MaxLength = 63_206;

    public GraphReply Answer(GraphCall call)
    {
        var (account, parameters) = ((Account)call.Node!, call.Parameters);
        var (message, link) = (parameters["message"], parameters["link"]);
        PagePosts.RefuseWhatIsNotSimulated(parameters);
        if (string.IsNullOrWhiteSpace(message) && string.IsNullOrEmpty(link))
            throw GraphErrors.BadParameter("Requires one of the params: message, link").Thrown();
        if (message is { Length: > MaxLength })
            throw GraphErrors.BadParameter($"Param message must be no more than {MaxLength} characters").Thrown();
        if (!string.IsNullOrEmpty(link) && !(Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw GraphErrors.BadParameter("link URL is not properly formatted").Thrown();

        lock (account.Gate)
        {
            PagePosts.RefuseDuplicate(options.Value, account, message, link, media: null);
            var seq = store.Ids.Next();
            var id = PagePosts.NewId(account, seq);
            store.Commit(call.World, new PostCreated(
                id, seq, account.Id, PostForm.Status, message, call.Now, parameters.Flag("published") ?? true,
                Link: string.IsNullOrEmpty(link) ? null : link, RequestId: call.RequestId));
            return GraphReply.Created(id);
        }
    }
}
