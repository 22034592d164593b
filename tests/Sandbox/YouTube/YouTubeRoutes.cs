using SnsOps.Sandbox.YouTube.Channels;
using SnsOps.Sandbox.YouTube.Discussion;
using SnsOps.Sandbox.YouTube.OAuth;
using SnsOps.Sandbox.YouTube.Reports;
using SnsOps.Sandbox.YouTube.Uploads;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube;

/// <summary>Which endpoint answers. https://developers.google.com/youtube/v3/docs</summary>
internal sealed class YouTubeRoutes(
    RefreshAccess refresh, OpenUpload open, ReceiveUpload receive, SimpleUpload simple, ListVideos list, UpdateVideo update, SetThumbnail thumbnail,
    WriteComments write, ModerateComments moderate)
{
    private readonly YouTubeEndpoint
        _token = new("google.token", true, null, null, refresh.AnswerAsync),
        _insert = YouTubeEndpoint.Write("yt.insert", null, open.AnswerAsync),
        _upload = new("yt.upload", true, null, null, receive.AnswerAsync),
        _simpleInsert = YouTubeEndpoint.Write("yt.simple_insert", null, simple.AnswerAsync),
        _videos = YouTubeEndpoint.Read("yt.videos", list.Answer),
        _update = YouTubeEndpoint.Write("yt.update", 50, update.AnswerAsync),
        _thumbnail = YouTubeEndpoint.Write("yt.thumbnail", 50, thumbnail.AnswerAsync),
        _channels = YouTubeEndpoint.Read("yt.channels", ListChannels.Answer),
        _reports = new("yt.reports", false, "https://www.googleapis.com/auth/yt-analytics.readonly", 0, call => ValueTask.FromResult(QueryReports.Answer(call))),
        _playlistItems = YouTubeEndpoint.Read("yt.playlist_items", ListPlaylistItems.Answer),
        _threads = YouTubeEndpoint.Read("yt.comment_threads", ListThreads.Answer, YouTubeEndpoint.Discuss),
        _comments = YouTubeEndpoint.Read("yt.comments", ListComments.Answer, YouTubeEndpoint.Discuss),
        _thread = YouTubeEndpoint.Write("yt.thread_insert", 50, write.Thread, YouTubeEndpoint.Discuss),
        _reply = YouTubeEndpoint.Write("yt.comment_insert", 50, write.Reply, YouTubeEndpoint.Discuss),
        _edit = YouTubeEndpoint.Write("yt.comment_update", 50, write.Edit, YouTubeEndpoint.Discuss),
        _delete = YouTubeEndpoint.Write("yt.comment_delete", 50, write.Delete, YouTubeEndpoint.Discuss),
        _moderate = YouTubeEndpoint.Write("yt.comment_moderate", 50, moderate.Answer, YouTubeEndpoint.Discuss);

    /// <summary>What is Google's at this address; all else is the Graph API's.</summary>
    public static IReadOnlyList<string> Paths { get; } = ["/token", "/v2/reports", "/youtube/v3/{**rest}", "/upload/youtube/v3/{**rest}"];

    public IReadOnlyCollection<YouTubeEndpoint> All => [_token, _insert, _upload, _simpleInsert, _videos, _update, _thumbnail, _channels, _reports, _playlistItems,
        _threads, _comments, _thread, _reply, _edit, _delete, _moderate];

    public YouTubeEndpoint? Find(HttpRequest request) => (request.Method, request.Path.Value, request.Query["uploadType"].ToString()) switch
    {
        ("POST", "/token", _) => _token,
        ("PUT" or "POST", "/upload/youtube/v3/videos", "resumable") when request.Query.ContainsKey("upload_id") => _upload,
        ("POST", "/upload/youtube/v3/videos", "resumable") => _insert,
        ("POST", "/upload/youtube/v3/videos", "multipart" or "media") => _simpleInsert,
        ("GET", "/youtube/v3/videos", _) => _videos,
        ("PUT", "/youtube/v3/videos", _) => _update,
        ("POST", "/upload/youtube/v3/thumbnails/set", _) => _thumbnail,
        ("GET", "/youtube/v3/channels", _) => _channels,
        ("GET", "/v2/reports", _) => _reports,
        ("GET", "/youtube/v3/playlistItems", _) => _playlistItems,
        ("GET", "/youtube/v3/commentThreads", _) => _threads,
        ("POST", "/youtube/v3/commentThreads", _) => _thread,
        ("GET", "/youtube/v3/comments", _) => _comments,
        ("POST", "/youtube/v3/comments", _) => _reply,
        ("PUT", "/youtube/v3/comments", _) => _edit,
        ("DELETE", "/youtube/v3/comments", _) => _delete,
        ("POST", "/youtube/v3/comments/setModerationStatus", _) => _moderate,
        _ => null,
    };
}
