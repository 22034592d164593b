using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>Videos, reels and video stories of pages: started, uploaded, and made public by the phase called finish.
/// https://developers.facebook.com/docs/graph-api/reference/page/videos and …/docs/video-api/guides/reels-publishing</summary>
internal sealed class PublishVideo
{
    private const int IdPrefix = 123;
    private readonly Store _store;
    private readonly SandboxOptions _options;
    private readonly NodeType<Video> _type;

    public PublishVideo(Store store, IOptions<SandboxOptions> options)
    {
        (_store, _options) = (store, options.Value);
        _type = new NodeType<Video>("Video", "id")
            .Text("id", v => v.Id)
            .Text("description", v => v.Post?.Text)
            .Time("created_time", v => v.Started.At)
            .Write("post_id", (json, video, call) => WriteIfReady(json, video, call, "post_id", post => post.Id[(post.Id.LastIndexOf('_') + 1)..]))
            .Write("permalink_url", (json, video, call) => WriteIfReady(json, video, call, "permalink_url", post => $"https://www.facebook.com/{post.Owner.Id}/videos/{video.Id}"))
            .Write("status", WriteStatus);
    }

    public GraphReply Start(GraphCall call)
    {
        var account = (Account)call.Node!;
        var chunked = call.Edge == "videos";
        long? bytes = chunked ? Number(call.Parameters.Required("file_size")) : null;
        var seq = _store.Ids.Next();
        var id = IdSource.Id(IdPrefix, seq);
        var video = new VideoStarted(id, seq, account.Id, call.Edge, id, bytes, call.Now);
        _store.Commit(call.World, video);
        if (chunked)
            return ReceiveVideo.Offsets(0, Math.Min(bytes!.Value, _options.VideoChunkBytes), json =>
            {
                json.WriteString("video_id", id);
                json.WriteString("upload_session_id", id);
            });
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("video_id", id);
            json.WriteString("upload_url", $"{call.Http.Request.Scheme}://{call.Http.Request.Host}/video-upload/{call.RequestedVersion ?? call.Version}/{id}");
            json.WriteEndObject();
        });
    }

    /// <summary>Accepted, not yet public: that is for the status to say. Asked for twice it is the same video.</summary>
    public async ValueTask<GraphReply> FinishAsync(GraphCall call)
    {
        var account = (Account)call.Node!;
        var id = call.Parameters.Required(call.Edge == "videos" ? "upload_session_id" : "video_id");
        if (call.World.Find(id) is not Video video || video.Owner != account)
            throw GraphErrors.BadParameter("The video does not exist").Thrown();
        if (!video.IsWhole)
            throw new GraphError(6000, "There was a problem uploading your video file. Please try again.") { Subcode = 1363019, UserTitle = "Video Upload Is Missing", UserMessage = "The video has not been uploaded completely." }.Thrown();
        if (call.Edge == "video_reels" && call.Parameters["video_state"] is not "PUBLISHED")
            throw GraphErrors.BadParameter("Only video_state PUBLISHED is simulated").Thrown();
        var sha256 = await HashAsync(video, call.Aborted);
        lock (account.Gate)
        {
            if (video.Finished is not null)
                return GraphReply.Success;
            var (now, failing) = (call.Now, call.Fault?.Kind == FaultKind.ProcessingError);
            _store.Commit(call.World, new VideoFinished(video.Id, now, failing));
            if (!failing)
            {
                var seq = _store.Ids.Next();
                var form = call.Edge switch { "video_stories" => PostForm.Story, "video_reels" => PostForm.Reel, _ => PostForm.Video };
                _store.Commit(call.World, new PostCreated(
                    PagePosts.NewId(account, seq), seq, account.Id, form, form == PostForm.Story ? null : call.Parameters["description"], now, Published: true,
                    RequestId: call.RequestId, Media: [sha256], IsVideo: true, VideoId: video.Id));
            }
            return GraphReply.Success;
        }
    }

    public GraphReply Status(GraphCall call) => _type.Bind(call.Parameters["fields"]).Reply(call, (Video)call.Node!);

    private async Task<string> HashAsync(Video video, CancellationToken ct)
    {
        await using var file = File.OpenRead(ReceiveVideo.PathOf(_store, video));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    private string StatusOf(Video video, GraphCall call) => call.Fault?.Kind == FaultKind.StuckInProgress && video.Finished is not null ? "processing" : video.StatusAt(call.Now, TimeSpan.FromMilliseconds(_options.VideoMs));

    private void WriteIfReady(Utf8JsonWriter json, Video video, GraphCall call, string name, Func<Post, string> value)
    {
        if (video.Post is { } post && StatusOf(video, call) == "ready")
            json.WriteString(name, value(post));
    }

    private void WriteStatus(Utf8JsonWriter json, Video video, GraphCall call)
    {
        var status = StatusOf(video, call);
        json.WriteStartObject("status");
        json.WriteString("video_status", status);
        json.WriteStartObject("uploading_phase");
        json.WriteString("status", video.IsWhole ? "complete" : video.Received > 0 ? "in_progress" : "not_started");
        json.WriteNumber("bytes_transferred", video.Received);
        if (video.Bytes is { } bytes)
            json.WriteNumber("source_file_size", bytes);
        json.WriteEndObject();
        json.WriteStartObject("processing_phase");
        json.WriteString("status", status switch { "ready" => "complete", "error" => "error", _ => video.Finished is null ? "not_started" : "in_progress" });
        if (status == "error")
        {
            json.WriteStartArray("errors");
            json.WriteStartObject();
            json.WriteNumber("code", 1363008);
            json.WriteString("message", "Video Creation failed, please try again.");
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteStartObject("publishing_phase");
        json.WriteString("status", status == "ready" ? "complete" : "not_started");
        if (status == "ready")
        {
            json.WriteString("publish_status", "published");
            json.WriteNumber("publish_time", video.Finished!.At.ToUnixTimeSeconds());
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw GraphErrors.BadParameter("Param file_size must be a positive integer").Thrown();
}
