using System.Globalization;
using System.Security.Cryptography;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube.Uploads;

/// <summary>POST /upload/youtube/v3/videos?uploadType=resumable: opens a session. https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol</summary>
internal sealed class OpenUpload(Store store)
{
    public ValueTask<YouTubeReply> AnswerAsync(YouTubeCall call)
    {
        var headers = call.Http.Request.Headers;
        long? bytes = long.TryParse(headers["X-Upload-Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
        var upload = Open(call, VideoBody.Read(call.Body, call.Parts, null), bytes);
        var request = call.Http.Request;
        return ValueTask.FromResult(new YouTubeReply(StatusCodes.Status200OK, default,
            ("Location", $"{request.Scheme}://{request.Host}/upload/youtube/v3/videos?uploadType=resumable&part={string.Join(',', call.Parts)}&upload_id={upload.Id}"),
            ("X-GUploader-UploadID", upload.Id)));
    }

    /// <summary>A new session, unless the channel has had its uploads of the day.</summary>
    public Upload Open(YouTubeCall call, (VideoSnippet Snippet, VideoStatus Status) video, long? bytes)
    {
        var channel = call.Channel;
        lock (channel.Gate)
        {
            if (Account.CountSince(channel.PublishTimes, call.Now.AddDays(-1)) >= (channel.PublishQuota ?? int.MaxValue))
                throw YouTubeErrors.UploadLimit.Thrown();
            var id = "ADPycd" + RandomNumberGenerator.GetHexString(48);
            store.Commit(call.World, new UploadOpened(id, store.Ids.Next(), channel.Id, video.Snippet, video.Status, bytes, call.Now, call.RequestId));
            return call.World.Uploads[id];
        }
    }
}
