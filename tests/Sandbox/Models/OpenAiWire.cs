using System.Text.Json;

namespace SnsOps.Sandbox.Models;

/// <summary>OpenAI's chat completions; those that imitate them speak the same. https://platform.openai.com/docs/api-reference/chat</summary>
/// <param name="needsKey">A server of one's own asks for none.</param>
internal sealed class OpenAiWire(bool needsKey) : IModelWire
{
    private const string Finger = "fp_sandbox", Unsupported = "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].";
    private static readonly ModelPictureRules s_pictures = new(["image/png", "image/jpeg", "image/gif", "image/webp"], int.MaxValue, _ => Unsupported, Unsupported, _ => Unsupported);

    public bool Knows(HttpRequest request) => !needsKey || request.Headers.Authorization.ToString() is { Length: > 7 } key && key.StartsWith("Bearer ", StringComparison.Ordinal);

    public ModelQuestion Read(HttpRequest request, JsonElement body)
    {
        if (!body.TryGetProperty("model", out var model) || !body.TryGetProperty("messages", out var messages) || messages.GetArrayLength() == 0)
            throw new ModelException(ModelError.Unreadable);
        var most = body.TryGetProperty("max_completion_tokens", out var limit) || body.TryGetProperty("max_tokens", out limit) ? limit.GetInt32() : int.MaxValue;
        return new ModelQuestion(model.GetString()!, string.Join('\n', messages.EnumerateArray().Select(m => TextOf(m.GetProperty("content")))), most,
            body.TryGetProperty("stream", out var stream) && stream.GetBoolean(),
            body.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object && options.TryGetProperty("include_usage", out var usage) && usage.GetBoolean())
        { Pictures = [.. messages.EnumerateArray().SelectMany(m => PicturesOf(m.GetProperty("content")))] };
    }

    public object Whole(ModelQuestion question, ModelReply reply) => new
    {
        id = Id(), @object = "chat.completion", created = Now(), model = question.Model, system_fingerprint = Finger, service_tier = "default",
        choices = new[] { new { index = 0, message = new { role = "assistant", content = reply.Text, refusal = (string?)null, annotations = Array.Empty<object>() }, logprobs = (object?)null, finish_reason = End(reply) } },
        usage = Usage(reply),
    };

    public IEnumerable<Frame> Stream(ModelQuestion question, ModelReply reply)
    {
        var (id, created) = (Id(), Now());
        yield return Chunk(new { role = "assistant", content = "", refusal = (string?)null }, null, FrameRole.Other);
        foreach (var piece in reply.Pieces)
            yield return Chunk(new { content = piece }, null, FrameRole.Piece);
        yield return Chunk(new { }, End(reply), FrameRole.Other);
        if (question.CountsTokens)
            yield return new Frame(Data(new { id, @object = "chat.completion.chunk", created, model = question.Model, system_fingerprint = Finger, choices = Array.Empty<object>(), usage = Usage(reply) }), FrameRole.Usage);
        yield return new Frame("data: [DONE]\n\n", FrameRole.Other);

        Frame Chunk(object delta, string? end, FrameRole role) => new(Data(new
        {
            id, @object = "chat.completion.chunk", created, model = question.Model, service_tier = "default", system_fingerprint = Finger,
            choices = new[] { new { index = 0, delta, logprobs = (object?)null, finish_reason = end } },
        }), role);
    }

    public object Error(ModelError error) => new { error = new { message = error.Message, type = error.Status is 400 or 401 ? "invalid_request_error" : error.OpenAi, param = (string?)null, code = error.OpenAi } };

    public string ErrorInStream(ModelError error) => Data(Error(error));

    public string Malformed => "data: {\"choices\":[{\"delta\":{\"cont\n\n";

    public object Models() => new { @object = "list", data = ModelNames.OpenAi.Select(name => new { id = name, @object = "model", created = 1_715_367_049, owned_by = "sandbox" }) };

    /// <summary>Vectors of texts. https://platform.openai.com/docs/api-reference/embeddings</summary>
    public static object Embeddings(JsonElement body)
    {
        if (!body.TryGetProperty("model", out var model) || !body.TryGetProperty("input", out var input))
            throw new ModelException(ModelError.Unreadable);
        string[] texts = input.ValueKind == JsonValueKind.String ? [input.GetString()!] : [.. input.EnumerateArray().Select(text => text.GetString()!)];
        var dimensions = body.TryGetProperty("dimensions", out var wanted) ? wanted.GetInt32() : TextVectors.Default(model.GetString()!);
        if (texts.Length is 0 or > 2048 || dimensions is < 1 or > 3072 || Array.Exists(texts, text => text.Length == 0))
            throw new ModelException(ModelError.Unreadable);
        var packed = body.TryGetProperty("encoding_format", out var format) && format.GetString() == "base64";
        var tokens = texts.Sum(text => 1 + (text.Length / 2));
        return new
        {
            @object = "list", model = model.GetString(), usage = new { prompt_tokens = tokens, total_tokens = tokens },
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = packed ? (object)TextVectors.Packed(text, dimensions) : TextVectors.Of(text, dimensions) }),
        };
    }

    private static string Data(object chunk) => $"data: {JsonSerializer.Serialize(chunk, ModelJson.Options)}\n\n";

    private static string End(ModelReply reply) => reply.IsCutShort ? "length" : "stop";

    private static object Usage(ModelReply reply) => new
    {
        prompt_tokens = reply.AskedTokens, completion_tokens = reply.Pieces.Count, total_tokens = reply.AskedTokens + reply.Pieces.Count,
        prompt_tokens_details = new { cached_tokens = 0, audio_tokens = 0 },
        completion_tokens_details = new { reasoning_tokens = 0, audio_tokens = 0, accepted_prediction_tokens = 0, rejected_prediction_tokens = 0 },
    };

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };

    /// <summary>Pictures as data URLs; those of the web are out of this machine's reach. https://platform.openai.com/docs/guides/images-vision</summary>
    private static IEnumerable<ModelPicture> PicturesOf(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var part in content.EnumerateArray())
        {
            if (part.GetProperty("type").GetString() == "text")
                continue;
            var url = part.GetProperty("type").GetString() == "image_url" ? part.GetProperty("image_url").GetProperty("url").GetString()! : throw new ModelException(ModelError.Unreadable);
            var (type, data) = (url.IndexOf(';', StringComparison.Ordinal), url.IndexOf(";base64,", StringComparison.Ordinal));
            if (!url.StartsWith("data:", StringComparison.Ordinal) || data < 0 || type != data)
                throw ModelPicture.Refused("Invalid image data URL.");
            yield return ModelPicture.Read(url[5..data], url[(data + 8)..], s_pictures);
        }
    }

    private static string Id() => "chatcmpl-" + Guid.NewGuid().ToString("N")[..29];

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();
}
