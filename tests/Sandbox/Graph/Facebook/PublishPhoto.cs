using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Media;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>POST /{page}/photos: a picture by URL or as a file. https://developers.facebook.com/docs/graph-api/reference/page/photos</summary>
internal sealed class PublishPhoto(Store store, MediaFetcher media, IOptions<SandboxOptions> options)
{
    private const int MaxBytes = 10 * 1024 * 1024;
    private const int IdPrefix = 121;

    public async ValueTask<GraphReply> AnswerAsync(GraphCall call)
    {
        var (account, parameters) = ((Account)call.Node!, call.Parameters);
        PagePosts.RefuseWhatIsNotSimulated(parameters);
        var message = parameters["caption"] ?? parameters["message"];
        var published = parameters.Flag("published") ?? true;
        var image = await FetchAsync(call) as FetchedImage
            ?? throw new GraphError(324, "(#324) Missing or invalid image file") { Subcode = 1366046, UserTitle = "Can't Read Files", UserMessage = "Your photos couldn't be uploaded. Photos should be less than 4 MB and saved as JPG, PNG, GIF, TIFF, HEIF or WebP files." }.Thrown();

        lock (account.Gate)
        {
            if (published)
                PagePosts.RefuseDuplicate(options.Value, account, message, link: null, image.Sha256);
            var seq = store.Ids.Next();
            var created = new PostCreated(
                PagePosts.NewId(account, seq), seq, account.Id, PostForm.Photo, message, call.Now, published,
                MediaSha256: image.Sha256, MediaUrl: parameters["url"], PhotoId: IdSource.Id(IdPrefix, seq), RequestId: call.RequestId);
            store.Commit(call.World, created);
            return GraphReply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", created.PhotoId);
                if (published)
                    json.WriteString("post_id", created.Id);
                json.WriteEndObject();
            });
        }
    }

    private async Task<MediaFetch> FetchAsync(GraphCall call)
    {
        if (call.Parameters["url"] is { Length: > 0 } url)
            return await media.FetchAsync(url, MaxBytes, call.Aborted);
        if (call.Parameters.File("source") is not { } file)
            throw new GraphError(324, "(#324) Requires upload file").Thrown();
        if (file.Length > MaxBytes)
            return new FetchedTooLarge();
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, call.Aborted);
        return MediaFetcher.Look(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), ImageFacts.Read(bytes.GetBuffer())?.Type);
    }
}
