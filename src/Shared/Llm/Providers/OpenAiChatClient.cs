using System.Buffers;
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>OpenAI's chat completions by its official SDK, whose own retries and time-outs are off; also for servers that speak as OpenAI does.</summary>
/// <remarks>
/// By the SDK's protocol methods, which leave body and stream to us: an error within a stream is seen instead of skipped, and reading costs a third of what the SDK's models do.
/// </remarks>
internal sealed class OpenAiChatClient : IChatClient
{
    private readonly HttpClient _http;
    private readonly string? _apiKey;
    private readonly string? _address;
    private readonly JsonEncodedText _limit;
    private readonly ConcurrentDictionary<string, ChatClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Asks at an address, or OpenAI's own. Those that only speak as OpenAI does need no key, and know the older name of the limit only.</summary>
    public OpenAiChatClient(HttpClient http, string? apiKey, string? address, bool isCompatible) =>
        (_http, _apiKey, _address, _limit) = (http, apiKey, address, JsonEncodedText.Encode(isCompatible ? "max_tokens" : "max_completion_tokens"));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = _clients.GetOrAdd(options!.ModelId!, Client);
        using var content = BinaryContent.Create(BinaryData.FromBytes(Body(messages, options)));
        var result = await client.CompleteChatAsync(content, new RequestOptions { BufferResponse = false, CancellationToken = cancellationToken });
        using var response = result.GetRawResponse();
        var counted = (Asked: 0L, Written: 0L);
        await foreach (var part in SseParser.Create(response.ContentStream!, static (_, bytes) => Read(bytes)).EnumerateAsync(cancellationToken))
        {
            if (part.Data is null)
                yield break;
            // OpenAI counts once, at the end; some that speak as it does count in each part, all that was so far.
            foreach (var usage in part.Data.Contents.OfType<UsageContent>().Select(content => content.Details))
            {
                var upTo = (Asked: Math.Max(usage.InputTokenCount ?? 0, counted.Asked), Written: Math.Max(usage.OutputTokenCount ?? 0, counted.Written));
                (usage.InputTokenCount, usage.OutputTokenCount, counted) = (upTo.Asked - counted.Asked, upTo.Written - counted.Written, upTo);
            }

            yield return part.Data;
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // the connections are everybody's
    }

    private ChatClient Client(string model)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(_http), RetryPolicy = new ClientRetryPolicy(maxRetries: 0), NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (_address is not null)
            options.Endpoint = new Uri(_address);
        return new ChatClient(model, new ApiKeyCredential(_apiKey ?? "none"), options);
    }

    private byte[] Body(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, options.ModelId);
            json.WriteStartArray("messages"u8);
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("role"u8, message.Role.Value);
                WriteContent(json, message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (options.MaxOutputTokens is { } most)
                json.WriteNumber(_limit, most);
            if (options.Temperature is { } temperature)
                json.WriteNumber("temperature"u8, temperature);
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A text; or, with pictures, parts. https://platform.openai.com/docs/guides/images-vision</summary>
    private static void WriteContent(Utf8JsonWriter json, ChatMessage message)
    {
        if (!message.Contents.Any(content => content is DataContent))
        {
            json.WriteString("content"u8, message.Text);
            return;
        }

        json.WriteStartArray("content"u8);
        foreach (var picture in message.Contents.OfType<DataContent>())
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "image_url"u8);
            json.WriteStartObject("image_url"u8);
            json.WriteString("url"u8, picture.Uri);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, message.Text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>A part of the stream; null at its end mark.</summary>
    private static ChatResponseUpdate? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.SequenceEqual("[DONE]"u8))
            return null;
        var reader = new Utf8JsonReader(bytes);
        using var document = JsonDocument.ParseValue(ref reader);
        var part = document.RootElement;
        if (part.TryGetProperty("error"u8, out var error) && error.ValueKind != JsonValueKind.Null)
            throw new LlmCallException(new LlmFault(LlmError.ServerError, 200, "in-stream"));
        var update = new ChatResponseUpdate();
        if (part.TryGetProperty("choices"u8, out var choices) && choices.GetArrayLength() > 0)
        {
            var choice = choices[0];
            if (choice.TryGetProperty("delta"u8, out var delta) && delta.TryGetProperty("content"u8, out var content) && content.GetString() is { Length: > 0 } text)
                update.Contents.Add(new TextContent(text));
            if (choice.TryGetProperty("finish_reason"u8, out var finish) && finish.GetString() is { } reason)
                update.FinishReason = reason switch { "length" => ChatFinishReason.Length, "content_filter" => ChatFinishReason.ContentFilter, _ => ChatFinishReason.Stop };
        }

        if (part.TryGetProperty("usage"u8, out var usage) && usage.ValueKind == JsonValueKind.Object)
            update.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = usage.GetProperty("prompt_tokens"u8).GetInt64(), OutputTokenCount = usage.GetProperty("completion_tokens"u8).GetInt64() }));
        return update;
    }
}
