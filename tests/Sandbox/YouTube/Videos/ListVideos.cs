using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Videos;

/// <summary>GET /youtube/v3/videos?id=: those there are; what is deleted or somebody else's private one is silently missing.
/// https://developers.google.com/youtube/v3/docs/videos/list</summary>
internal sealed class ListVideos(IOptions<SandboxOptions> options)
{
    public YouTubeReply Answer(YouTubeCall call)
    {
        var parts = call.Parts;
        var ids = (call["id"] ?? throw YouTubeErrors.MissingParameter("id").Thrown()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length > 50)
            throw YouTubeErrors.BadParameter("id", "The request specifies more than 50 ids.").Thrown();
        var videos = ids.Distinct().Select(id => call.World.Find(id) as ChannelVideo).OfType<ChannelVideo>().Where(v => (v.Owner == call.Channel || !v.Status.IsPrivate) && !IsHidden(v, call)).ToList();
        var now = call.Fault?.Kind == FaultKind.StuckInProgress ? DateTimeOffset.MinValue : call.Now;
        return YouTubeReply.Json(json =>
        {
            json.WriteString("kind", "youtube#videoListResponse");
            json.WriteString("etag", "etag-videos");
            json.WriteStartArray("items");
            foreach (var video in videos)
            {
                json.WriteStartObject();
                VideoWriter.Write(json, video, parts, now, options.Value, call.Figures);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("pageInfo");
            json.WriteNumber("totalResults", videos.Count);
            json.WriteNumber("resultsPerPage", videos.Count);
            json.WriteEndObject();
        });
    }

    /// <summary>Not every server of the platform knows yet what is new.</summary>
    private static bool IsHidden(ChannelVideo video, YouTubeCall call) => call.Fault switch
    {
        { Kind: FaultKind.ListingOmits } => true,
        { Kind: FaultKind.ListingLag } fault => video.CreatedAt > call.Now - fault.Delay,
        _ => false,
    };
}
