using System.Globalization;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.State;
using Microsoft.Extensions.Options;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>Takes the bytes of videos, in chunks or in one piece, and goes on where they ended.
/// https://developers.facebook.com/docs/graph-api/reference/page/videos and …/docs/video-api/guides/reels-publishing</summary>
internal sealed class ReceiveVideo(Store store, IOptions<SandboxOptions> options)
{
    /// <summary>Where a video's bytes are.</summary>
    public static string PathOf(Store store, Video video) => Path.Combine(store.DataFolder, "videos", video.Id);

    /// <summary>The end of the chunk that begins there.</summary>
    public static long ChunkEnd(SandboxOptions options, Video video, long start) => Math.Min(video.Bytes ?? 0, start + options.VideoChunkBytes);

    /// <summary>POST /{page}/videos upload_phase=transfer.</summary>
    public async ValueTask<GraphReply> ChunkAsync(GraphCall call)
    {
        var session = call.Parameters.Required("upload_session_id");
        if (call.World.Find(session) is not Video video || video.Owner != call.Node)
            throw GraphErrors.BadParameter("The upload session does not exist").Thrown();
        if (!long.TryParse(call.Parameters.Required("start_offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            throw GraphErrors.BadParameter("Param start_offset must be an integer").Thrown();
        var file = call.Parameters.File("video_file_chunk") ?? throw GraphErrors.Missing("video_file_chunk").Thrown();
        await video.Writing.WaitAsync(call.Aborted);
        try
        {
            if (start != video.Received || start + file.Length > video.Bytes)
                throw GraphErrors.WrongOffset(video.Received, ChunkEnd(options.Value, video, video.Received)).Thrown();
            await using (var chunk = file.OpenReadStream())
                await AppendAsync(call, video, chunk, file.Length);
        }
        finally
        {
            video.Writing.Release();
        }
        return Offsets(video.Received, ChunkEnd(options.Value, video, video.Received));
    }

    /// <summary>POST upload_url with the headers offset and file_size. What arrived before the line broke is kept.</summary>
    public async ValueTask<GraphReply> WholeAsync(GraphCall call)
    {
        var (video, headers) = ((Video)call.Node!, call.Http.Request.Headers);
        if (!long.TryParse(headers["offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || !long.TryParse(headers["file_size"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1)
            return Refused("OffsetInvalidError", "The headers offset and file_size are required");
        await video.Writing.WaitAsync(call.Aborted);
        try
        {
            video.Bytes = size;
            if (offset != video.Received)
                return Refused("OffsetInvalidError", $"Request starting offset is invalid, expected {video.Received}");
            await AppendAsync(call, video, call.Http.Request.Body, call.Http.Request.ContentLength ?? size - offset);
            return video.Received > size ? Refused("ProcessingFailedError", "More bytes than file_size") : GraphReply.Success;
        }
        finally
        {
            video.Writing.Release();
        }
    }

    public static GraphReply Offsets(long start, long end, Action<System.Text.Json.Utf8JsonWriter>? first = null) => GraphReply.Json(json =>
    {
        json.WriteStartObject();
        first?.Invoke(json);
        json.WriteString("start_offset", start.ToString(CultureInfo.InvariantCulture));
        json.WriteString("end_offset", end.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    });

    private async Task AppendAsync(GraphCall call, Video video, Stream bytes, long length)
    {
        var most = video.Received + (call.Fault?.Kind == FaultKind.ResetMidBody ? length / 2 : long.MaxValue / 2);
        Directory.CreateDirectory(Path.Combine(store.DataFolder, "videos"));
        var total = video.Received;
        try
        {
            await using var file = new FileStream(PathOf(store, video), FileMode.OpenOrCreate, FileAccess.Write);
            file.Position = total;
            var buffer = new byte[81920];
            for (int read; total < most && (read = await bytes.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - total)), call.Aborted)) > 0; total += read)
                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
        }
        finally
        {
            store.Commit(call.World, new VideoReceived(video.Id, total, video.Bytes));
        }
    }

    private static GraphReply Refused(string type, string message) => GraphReply.Json(StatusCodes.Status400BadRequest, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("debug_info");
        json.WriteBoolean("retriable", false);
        json.WriteString("type", type);
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
