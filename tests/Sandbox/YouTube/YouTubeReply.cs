using System.Buffers;
using System.Text.Json;
using SnsOps.Sandbox.Graph;

namespace SnsOps.Sandbox.YouTube;

/// <summary>A finished answer, not yet sent: a scripted fault may still mangle it.</summary>
internal sealed record YouTubeReply(int Status, ReadOnlyMemory<byte> Body, params (string Name, string Value)[] Headers)
{
    public static YouTubeReply Json(Action<Utf8JsonWriter> write) => Json(StatusCodes.Status200OK, write);

    public static YouTubeReply Json(int status, Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new YouTubeReply(status, bytes.WrittenMemory);
    }

    /// <summary>308: so much of the file is there; without a Range header nothing is. https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol</summary>
    public static YouTubeReply Incomplete(long kept) => new(StatusCodes.Status308PermanentRedirect, default, kept > 0 ? [("Range", $"bytes=0-{kept - 1}")] : []);

    public GraphReply Wire => new(Status, Body.IsEmpty ? "text/plain; charset=utf-8" : GraphReply.JsonType, Body);
}
