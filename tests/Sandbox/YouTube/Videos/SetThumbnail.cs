using System.Security.Cryptography;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Limits;

namespace SnsOps.Sandbox.YouTube.Videos;

/// <summary>POST /upload/youtube/v3/thumbnails/set: a picture of the channel's own, if the channel may have one. https://developers.google.com/youtube/v3/docs/thumbnails/set</summary>
internal sealed class SetThumbnail(Store store, QuotaBuckets quota)
{
    private const int MostBytes = 2 * 1024 * 1024;

    public async ValueTask<YouTubeReply> AnswerAsync(YouTubeCall call)
    {
        var id = call["videoId"] ?? throw YouTubeErrors.MissingParameter("videoId").Thrown();
        if (call.World.Find(id) is not ChannelVideo video || video.Owner != call.Channel)
            throw YouTubeErrors.VideoNotFound(id).Thrown();
        if (!quota.Settings.Thumbnails)
            throw YouTubeErrors.Forbidden("The authenticated user doesn't have permissions to upload and set custom video thumbnails.").Thrown();
        if (call.Http.Request.ContentType?.Split(';')[0] is not ("image/jpeg" or "image/png" or "application/octet-stream"))
            throw YouTubeErrors.Invalid("invalidImage", "The provided image content is invalid.").Thrown();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        var total = 0;
        for (int read; (read = await call.Http.Request.Body.ReadAsync(buffer, call.Http.RequestAborted)) > 0; hash.AppendData(buffer, 0, read))
        {
            if ((total += read) > MostBytes)
                throw YouTubeErrors.Invalid("uploadTooLarge", "The image is larger than 2 MB.").Thrown();
        }

        if (total == 0)
            throw YouTubeErrors.Invalid("mediaBodyRequired", "The request does not include the image content.").Thrown();
        lock (video.Owner.Gate)
            store.Commit(call.World, new ThumbnailSet(video.Id, Convert.ToHexStringLower(hash.GetHashAndReset())));
        return YouTubeReply.Json(json =>
        {
            json.WriteString("kind", "youtube#thumbnailSetResponse");
            json.WriteStartArray("items");
            json.WriteStartObject();
            json.WriteStartObject("default");
            json.WriteString("url", $"https://i.ytimg.com/vi/{video.Id}/default.jpg");
            json.WriteNumber("width", 120);
            json.WriteNumber("height", 90);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }
}
