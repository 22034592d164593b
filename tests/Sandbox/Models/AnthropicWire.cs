using System.Text.Json;

namespace SnsOps.Sandbox.Models;

/// <summary>Anthropic's messages. https://docs.claude.com/en/api/messages</summary>
internal sealed class AnthropicWire : IModelWire
{
    private const string Place = "messages.0.content.0.image.source.base64";
    private static readonly ModelPictureRules s_pictures = new(["image/jpeg", "image/png", "image/gif", "image/webp"], 5 * 1024 * 1024,
        _ => Place + ".media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'", Place + ": invalid base64 data", type => $"{Place}.data: Image does not match the provided media type {type}");

    /// <summary>The older SDKs send the key in a header of Anthropic's own, the newer ones as everybody does.</summary>
    public bool Knows(HttpRequest request) => request.Headers["x-api-key"].ToString().Length > 0 || request.Headers.Authorization.ToString() is { Length: > 7 } key && key.StartsWith("Bearer ", StringComparison.Ordinal);

    public ModelQuestion Read(HttpRequest request, JsonElement body)
    {
        if (request.Headers["anthropic-version"].ToString().Length == 0 || !body.TryGetProperty("model", out var model) || !body.TryGetProperty("messages", out var messages)
            || messages.GetArrayLength() == 0 || !body.TryGetProperty("max_tokens", out var most))
            throw new ModelException(ModelError.Unreadable);
        var system = body.TryGetProperty("system", out var instructions) ? TextOf(instructions) + "\n" : "";
        return new ModelQuestion(model.GetString()!, system + string.Join('\n', messages.EnumerateArray().Select(m => TextOf(m.GetProperty("content")))), most.GetInt32(),
            body.TryGetProperty("stream", out var stream) && stream.GetBoolean(), CountsTokens: true)
        { Pictures = [.. messages.EnumerateArray().SelectMany(m => PicturesOf(m.GetProperty("content")))] };
    }

    public object Whole(ModelQuestion question, ModelReply reply) => new
    {
        id = Id(), type = "message", role = "assistant", model = question.Model, content = new[] { new { type = "text", text = reply.Text } },
        stop_reason = End(reply), stop_sequence = (string?)null, usage = Usage(reply.AskedTokens, reply.Pieces.Count),
    };

    public IEnumerable<Frame> Stream(ModelQuestion question, ModelReply reply)
    {
        yield return Event("message_start", new
        {
            type = "message_start",
            message = new { id = Id(), type = "message", role = "assistant", model = question.Model, content = Array.Empty<object>(), stop_reason = (string?)null, stop_sequence = (string?)null, usage = Usage(reply.AskedTokens, 1) },
        });
        yield return Event("content_block_start", new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } });
        yield return Event("ping", new { type = "ping" });
        foreach (var piece in reply.Pieces)
            yield return Event("content_block_delta", new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = piece } }, FrameRole.Piece);
        yield return Event("content_block_stop", new { type = "content_block_stop", index = 0 });
        yield return Event("message_delta", new { type = "message_delta", delta = new { stop_reason = End(reply), stop_sequence = (string?)null }, usage = new { output_tokens = reply.Pieces.Count } }, FrameRole.Usage);
        yield return Event("message_stop", new { type = "message_stop" });
    }

    public object Error(ModelError error) => new { type = "error", error = new { type = error.Anthropic, message = error.Message }, request_id = "req_sandbox" };

    public string ErrorInStream(ModelError error) => Event("error", Error(error)).Text;

    public string Malformed => "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"ty\n\n";

    public object Models() => new
    {
        data = ModelNames.Anthropic.Select(name => new { type = "model", id = name, display_name = name, created_at = "2025-05-14T00:00:00Z" }),
        has_more = false, first_id = ModelNames.Anthropic[0], last_id = ModelNames.Anthropic[^1],
    };

    private static Frame Event(string name, object data, FrameRole role = FrameRole.Other) => new($"event: {name}\ndata: {JsonSerializer.Serialize(data, ModelJson.Options)}\n\n", role);

    private static string End(ModelReply reply) => reply.IsCutShort ? "max_tokens" : "end_turn";

    private static object Usage(int asked, int written) =>
        new { input_tokens = asked, cache_creation_input_tokens = 0, cache_read_input_tokens = 0, output_tokens = written, service_tier = "standard" };

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };

    /// <summary>https://platform.claude.com/docs/en/build-with-claude/vision</summary>
    private static IEnumerable<ModelPicture> PicturesOf(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var part in content.EnumerateArray())
        {
            if (part.GetProperty("type").GetString() == "text")
                continue;
            var source = part.GetProperty("type").GetString() == "image" ? part.GetProperty("source") : throw new ModelException(ModelError.Unreadable);
            if (source.GetProperty("type").GetString() != "base64")
                throw ModelPicture.Refused("messages.0.content.0.image.source: Unable to download the file.");
            yield return ModelPicture.Read(source.GetProperty("media_type").GetString()!, source.GetProperty("data").GetString()!, s_pictures);
        }
    }

    private static string Id() => "msg_" + Guid.NewGuid().ToString("N")[..24];
}
