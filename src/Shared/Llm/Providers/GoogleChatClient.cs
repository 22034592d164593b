using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>Google's streamGenerateContent, for which there is no official SDK here. https://ai.google.dev/api/generate-content</summary>
internal sealed class GoogleChatClient(HttpClient http, string apiKey, string address) : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/v1beta/models/{Uri.EscapeDataString(options!.ModelId!)}:streamGenerateContent?alt=sse") { Content = Body(messages, options) };
        request.Headers.Add("x-goog-api-key", apiKey);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var part in SseParser.Create(stream, static (_, bytes) => Read(bytes)).EnumerateAsync(cancellationToken))
            yield return part.Data;
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // the connections are everybody's
    }

    private static JsonContent Body(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var all = messages.ToList();
        return JsonContent.Create(new
        {
            systemInstruction = new { parts = all.Where(m => m.Role == ChatRole.System).Select(m => new { text = m.Text }) },
            contents = all.Where(m => m.Role != ChatRole.System).Select(m => new { role = m.Role == ChatRole.Assistant ? "model" : "user", parts = Parts(m) }),
            generationConfig = new { maxOutputTokens = options.MaxOutputTokens, temperature = options.Temperature },
        });
    }

    /// <summary>Pictures, then the text. https://ai.google.dev/gemini-api/docs/image-understanding</summary>
    private static object[] Parts(ChatMessage message) =>
        [.. message.Contents.OfType<DataContent>().Select(picture => new { inlineData = new { mimeType = picture.MediaType, data = picture.Data } }), new { text = message.Text }];

    /// <summary>What is counted is so far: only the last part's count is told.</summary>
    private static ChatResponseUpdate Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        using var document = JsonDocument.ParseValue(ref reader);
        var part = document.RootElement;
        if (part.TryGetProperty("error", out var error))
            throw new LlmCallException(new LlmFault(LlmError.ServerError, 200, error.TryGetProperty("status", out var status) ? status.GetString() : "in-stream"));
        if (part.TryGetProperty("promptFeedback", out var feedback) && feedback.TryGetProperty("blockReason", out var blocked))
            throw new LlmCallException(new LlmFault(LlmError.Filtered, 200, blocked.GetString()));
        var update = new ChatResponseUpdate();
        if (!part.TryGetProperty("candidates", out var candidates) || candidates.GetArrayLength() == 0)
            return update;
        var candidate = candidates[0];
        if (candidate.TryGetProperty("content", out var content) && content.TryGetProperty("parts", out var texts))
        {
            foreach (var text in texts.EnumerateArray())
            {
                if (text.TryGetProperty("text", out var piece) && piece.GetString() is { Length: > 0 } words)
                    update.Contents.Add(new TextContent(words));
            }
        }

        if (!candidate.TryGetProperty("finishReason", out var finish) || finish.GetString() is not { } reason)
            return update;
        update.FinishReason = reason switch
        {
            "STOP" => ChatFinishReason.Stop,
            "MAX_TOKENS" => ChatFinishReason.Length,
            _ => ChatFinishReason.ContentFilter,
        };
        if (part.TryGetProperty("usageMetadata", out var usage))
            update.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = Count(usage, "promptTokenCount"), OutputTokenCount = Count(usage, "candidatesTokenCount") + Count(usage, "thoughtsTokenCount") }));
        return update;
    }

    private static long Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var count) ? count.GetInt64() : 0;
}
