using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Limits;

namespace SnsOps.Sandbox.YouTube.Videos;

/// <summary>PUT /youtube/v3/videos: writes whole parts, the one that says who may see it among them. https://developers.google.com/youtube/v3/docs/videos/update</summary>
internal sealed class UpdateVideo(Store store, QuotaBuckets quota, IOptions<SandboxOptions> options)
{
    public ValueTask<YouTubeReply> AnswerAsync(YouTubeCall call)
    {
        var parts = call.Parts;
        var id = VideoBody.Text(call.Body, "id") ?? throw YouTubeErrors.MissingParameter("id").Thrown();
        var video = call.World.Find(id) as ChannelVideo ?? throw YouTubeErrors.VideoNotFound(id).Thrown();
        if (video.Owner != call.Channel)
            throw YouTubeErrors.Forbidden("The request cannot be authorized: the video is another channel's.").Thrown();
        var snippet = parts.Contains("snippet") ? VideoBody.Snippet(VideoBody.Part(call.Body, "snippet", parts), null) : video.Snippet;
        lock (video.Owner.Gate)
        {
            var status = parts.Contains("status") ? VideoBody.Status(VideoBody.Part(call.Body, "status", parts), video.ShownAt is null) : video.Status;
            if (quota.Settings.ForcedPrivate)
                status = status with { Privacy = "private", PublishAt = null };
            store.Commit(call.World, new VideoChanged(video.Id, snippet, status, call.Now, call.RequestId));
            PublishAt.Settle(store, call.World, video.Owner);
        }

        return ValueTask.FromResult(YouTubeReply.Json(json => VideoWriter.Write(json, video, parts, call.Now, options.Value, call.Figures)));
    }
}
