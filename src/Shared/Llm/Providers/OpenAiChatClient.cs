using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using Chat = OpenAI.Chat;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>OpenAI's chat completions by its official SDK, whose own retries and time-outs are off; also for servers that speak as OpenAI does.</summary>
/// <param name="http">Shared by all providers.</param>
/// <param name="apiKey">A server of one's own needs none.</param>
/// <param name="address">Null: OpenAI's own.</param>
/// <param name="isCompatible">Such servers know the older name of the limit only.</param>
internal sealed class OpenAiChatClient(HttpClient http, string? apiKey, string? address, bool isCompatible) : IChatClient
{
    private readonly ConcurrentDictionary<string, Chat.ChatClient> _clients = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = _clients.GetOrAdd(options!.ModelId!, Client);
        await foreach (var part in client.CompleteChatStreamingAsync(messages.Select(Message), Settings(options), cancellationToken))
        {
            var update = new ChatResponseUpdate { FinishReason = part.FinishReason is { } reason ? Reason(reason) : null };
            foreach (var piece in part.ContentUpdate)
            {
                if (piece.Text is { Length: > 0 } text)
                    update.Contents.Add(new TextContent(text));
            }

            if (part.Usage is { } usage)
                update.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount, TotalTokenCount = usage.TotalTokenCount }));
            yield return update;
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // the connections are everybody's
    }

    private Chat.ChatClient Client(string model)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(maxRetries: 0), NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (address is not null)
            options.Endpoint = new Uri(address);
        return new Chat.ChatClient(model, new ApiKeyCredential(apiKey ?? "none"), options);
    }

    private Chat.ChatCompletionOptions Settings(ChatOptions options)
    {
        var settings = new Chat.ChatCompletionOptions { Temperature = options.Temperature };
        if (!isCompatible)
            settings.MaxOutputTokenCount = options.MaxOutputTokens;
#pragma warning disable SCME0001 // the SDK's own way to say what it has no property for
        else if (options.MaxOutputTokens is { } most)
            settings.Patch.Set("$.max_tokens"u8, most);
#pragma warning restore SCME0001
        return settings;
    }

    private static Chat.ChatMessage Message(ChatMessage message) => message.Role == ChatRole.System ? new Chat.SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new Chat.AssistantChatMessage(message.Text)
        : new Chat.UserChatMessage(message.Text);

    private static ChatFinishReason Reason(Chat.ChatFinishReason reason) => reason switch
    {
        Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Stop,
    };
}
