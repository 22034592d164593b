using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Photos put on a page ahead of time, where nobody sees them until a post or a story shows them.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/reference/page/photos</remarks>
internal sealed class PagePhotos(MetaClient meta, MediaStore media, TimeProvider clock)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(3);

    /// <summary>Puts one there. Repeatable: one nobody attaches is forgotten by the platform.</summary>
    public async Task<Preparation> PutAsync(OutgoingMedia file, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.PostAsync($"{account.PlatformAccountId}/photos", MetaCall.Publishing(account, "fb.photos"),
            [("url", media.Link(file.Sha256, file.Type, clock.GetUtcNow() + LinkLife)), ("published", "false")], ct);
        if (answer is not MetaAnswer.Ok ok)
            return new Preparation.Failed(MetaOutcomes.OfPreparation(answer));
        return MetaJson.Text(ok.Body, "id") is { Length: > 0 } id
            ? new Preparation.Made(null, NewPart.Of(file, id))
            : new Preparation.Failed(new Outcome.TryLater("no_id", "사진 번호가 없는 응답입니다."));
    }
}
