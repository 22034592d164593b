using System.Buffers;
using System.Text.Json;

namespace SnsOps.Sandbox.Graph;

/// <summary>A finished answer, not yet sent: a scripted fault may still mangle it.</summary>
internal sealed record GraphReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public const string JsonType = "application/json; charset=UTF-8";

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Like Meta, non-ASCII characters go out as \uXXXX.</summary>
    public static GraphReply Json(Action<Utf8JsonWriter> write) => Json(StatusCodes.Status200OK, write);

    public static GraphReply Json(int status, Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
            write(json);
        return new GraphReply(status, JsonType, bytes.WrittenMemory);
    }

    public static GraphReply Created(string id) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteEndObject();
    });

    public static GraphReply Success { get; } = Json(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteEndObject();
    });
}
