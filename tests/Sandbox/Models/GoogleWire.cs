using System.Text.Json;

namespace SnsOps.Sandbox.Models;

/// <summary>Google's generateContent and streamGenerateContent. https://ai.google.dev/api/generate-content</summary>
internal sealed class GoogleWire : IModelWire
{
    private static readonly ModelPictureRules s_pictures = new(["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"], int.MaxValue, type => "Unsupported MIME type: " + type,
        "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 decoding failed", _ => "Provided image is not valid.");

    public bool Knows(HttpRequest request) => request.Headers["x-goog-api-key"].ToString().Length > 0 || request.Query["key"].ToString().Length > 0;

    public ModelQuestion Read(HttpRequest request, JsonElement body)
    {
        if (!body.TryGetProperty("contents", out var contents) || contents.GetArrayLength() == 0)
            throw new ModelException(ModelError.Unreadable);
        var path = request.Path.Value!;
        var (model, verb) = (path[(path.LastIndexOf('/') + 1)..path.LastIndexOf(':')], path[(path.LastIndexOf(':') + 1)..]);
        var most = body.TryGetProperty("generationConfig", out var config) && config.TryGetProperty("maxOutputTokens", out var limit) ? limit.GetInt32() : int.MaxValue;
        var system = body.TryGetProperty("systemInstruction", out var instruction) ? TextOf(instruction) + "\n" : "";
        return new ModelQuestion(model, system + string.Join('\n', contents.EnumerateArray().Select(TextOf)), most, verb == "streamGenerateContent", CountsTokens: true)
        { Pictures = [.. contents.EnumerateArray().SelectMany(PicturesOf)] };
    }

    public object Whole(ModelQuestion question, ModelReply reply) => Answer(question, reply, reply.Text, End(reply), reply.Pieces.Count);

    /// <summary>Google counts in each part of the stream; the last one holds.</summary>
    public IEnumerable<Frame> Stream(ModelQuestion question, ModelReply reply)
    {
        for (var i = 0; i < reply.Pieces.Count - 1; i++)
            yield return new Frame(Data(Answer(question, reply, reply.Pieces[i], null, i + 1)), FrameRole.Piece);
        yield return new Frame(Data(Answer(question, reply, reply.Pieces.Count == 0 ? "" : reply.Pieces[^1], End(reply), reply.Pieces.Count)), FrameRole.Piece);
    }

    public object Error(ModelError error) => new { error = new { code = error.Status, message = error.Message, status = error.Google } };

    public string ErrorInStream(ModelError error) => Data(Error(error));

    public string Malformed => "data: {\"candidates\":[{\"content\":{\"cont\n\n";

    public object Models() => new { models = ModelNames.Google.Select(name => new { name = "models/" + name, displayName = name, supportedGenerationMethods = new[] { "generateContent", "countTokens" } }) };

    private static object Answer(ModelQuestion question, ModelReply reply, string text, string? end, int written) => new
    {
        candidates = new[] { new { content = new { parts = new[] { new { text } }, role = "model" }, finishReason = end, index = 0 } },
        usageMetadata = new { promptTokenCount = reply.AskedTokens, candidatesTokenCount = written, totalTokenCount = reply.AskedTokens + written },
        modelVersion = question.Model, responseId = "sandbox",
    };

    private static string Data(object part) => $"data: {JsonSerializer.Serialize(part, ModelJson.WithoutNulls)}\r\n\r\n";

    private static string End(ModelReply reply) => reply.IsCutShort ? "MAX_TOKENS" : "STOP";

    /// <summary>https://ai.google.dev/gemini-api/docs/image-understanding</summary>
    private static IEnumerable<ModelPicture> PicturesOf(JsonElement content)
    {
        foreach (var part in content.GetProperty("parts").EnumerateArray())
        {
            if (part.TryGetProperty("inlineData", out var data))
                yield return ModelPicture.Read(data.GetProperty("mimeType").GetString()!, data.GetProperty("data").GetString()!, s_pictures);
            else if (!part.TryGetProperty("text", out _))
                throw new ModelException(ModelError.Unreadable);
        }
    }

    private static string TextOf(JsonElement content) => content.TryGetProperty("parts", out var parts)
        ? string.Concat(parts.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")) : "";
}
