using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Media;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Instagram;

/// <summary>POST /{ig-user}/media: fetches the image and keeps it in an invisible container.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media</summary>
internal sealed class CreateContainer(Store store, MediaFetcher media, IOptions<SandboxOptions> options)
{
    private const int MaxBytes = 8 * 1024 * 1024;
    private const double Tallest = 4.0 / 5, Widest = 1.91;
    private const int IdPrefix = 178;

    public async ValueTask<GraphReply> AnswerAsync(GraphCall call)
    {
        var (account, parameters) = ((Account)call.Node!, call.Parameters);
        if (parameters["media_type"] is { Length: > 0 } and not "IMAGE" || parameters.Flag("is_carousel_item") == true)
            throw new GraphError(100, "(#100) Only single images can be published here") { Subcode = 2207023 }.Thrown();
        var caption = parameters["caption"];
        CheckCaption(caption);
        if (parameters["alt_text"] is { Length: > 1000 })
            throw GraphErrors.BadParameter("Param alt_text must be no more than 1000 characters").Thrown();
        var url = parameters.Required("image_url");

        var image = Check(await media.FetchAsync(url, MaxBytes, call.Aborted));

        lock (account.Gate)
        {
            var now = call.Now;
            if (Account.CountSince(account.ContainerTimes, now - TimeSpan.FromDays(1)) >= options.Value.ContainerQuota)
                throw GraphErrors.QuotaReached.Thrown();
            var seq = store.Ids.Next();
            var created = new ContainerCreated(
                IdSource.Id(IdPrefix, seq), seq, account.Id, caption, url, image.Sha256, now,
                Stuck: call.Fault?.Kind == FaultKind.StuckInProgress, Failing: call.Fault?.Kind == FaultKind.ProcessingError);
            store.Commit(call.World, created);
            return GraphReply.Created(created.Id);
        }
    }

    private static void CheckCaption(string? caption)
    {
        if (caption is not null && (caption.Length > 2200 || caption.Count(c => c == '#') > 30 || caption.Count(c => c == '@') > 20))
            throw GraphErrors.BadImage(36004, 2207010, "The caption was too long: at most 2,200 characters, 30 hashtags and 20 @ tags").Thrown();
    }

    private static FetchedImage Check(MediaFetch fetch) => fetch switch
    {
        FetchedTooLarge => throw GraphErrors.BadImage(36000, 2207004, "The image is too large to download. It should be less than 8 MiB").Thrown(),
        FetchedImage { Facts.Type: not ImageFacts.Jpeg } => throw GraphErrors.BadImage(36001, 2207005, "The image format is not supported. Supported formats are: JPEG").Thrown(),
        FetchedImage { Facts: { Width: > 0 and var width, Height: > 0 and var height } } when (double)width / height is < Tallest or > Widest =>
            throw GraphErrors.BadImage(36003, 2207009, "The submitted image with aspect ratio cannot be published. Please submit an image with a valid aspect ratio (4:5 to 1.91:1)").Thrown(),
        FetchedImage image => image,
        _ => throw GraphErrors.MediaNotFetched.Thrown(),
    };
}
