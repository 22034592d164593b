using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SnsOps.Shared.Llm;

/// <summary>The gateway for code that speaks Microsoft.Extensions.AI: one client's requests for one task.</summary>
public sealed class LlmChatClient(LlmGateway gateway, Guid clientId, string task) : IChatClient
{
    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">Nobody answered, and nothing embedded writes such things.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await gateway.GenerateAsync(Request(messages, options), cancellationToken) is LlmAnswer.Written { Response: var response }
            ? new ChatResponse(new ChatMessage(ChatRole.Assistant, response.Content)) { ModelId = response.Engine, FinishReason = Reason(response), Usage = new UsageDetails { TotalTokenCount = response.TokensUsed } }
            : throw new InvalidOperationException("No language model answered. | 응답한 AI 모델이 없습니다.");

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">The answer broke off, or nobody answered.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var next in gateway.StreamAsync(Request(messages, options), cancellationToken))
        {
            yield return next switch
            {
                LlmEvent.Piece(var text) => new ChatResponseUpdate(ChatRole.Assistant, text),
                LlmEvent.Ended { Answer: LlmAnswer.Written { Response: var response } } => new ChatResponseUpdate
                {
                    ModelId = response.Engine, FinishReason = Reason(response), Contents = [new UsageContent(new UsageDetails { TotalTokenCount = response.TokensUsed })],
                },
                LlmEvent.Ended { Answer: LlmAnswer.Truncated { Error: var error } } => throw new InvalidOperationException($"The answer broke off: {error}. | 답변이 도중에 끊겼습니다."),
                _ => throw new InvalidOperationException("No language model answered. | 응답한 AI 모델이 없습니다."),
            };
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc />
    public void Dispose()
    {
        // the gateway is the process's
    }

    private LlmRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var all = messages.ToList();
        var said = all.Where(m => m.Role != ChatRole.System).ToList();
        if (said.Count == 0)
            throw new ArgumentException("Nothing is asked.", nameof(messages));
        if (said.SkipLast(1).Any(m => m.Contents.Any(content => content is DataContent)))
            throw new ArgumentException("Pictures belong to the last message.", nameof(messages));
        var request = new LlmRequest(clientId, task, string.Join("\n", all.Where(m => m.Role == ChatRole.System).Select(m => m.Text)), said[^1].Text)
        {
            Before = [.. said.SkipLast(1).Select(m => new LlmTurn(m.Role == ChatRole.Assistant, m.Text))],
            Images = [.. said[^1].Contents.OfType<DataContent>().Select(picture => new LlmImage(picture.MediaType, picture.Data))],
        };
        return request with { MaxTokens = options?.MaxOutputTokens ?? request.MaxTokens, Temperature = options?.Temperature ?? request.Temperature };
    }

    private static ChatFinishReason Reason(LlmResponse response) => response.IsCutShort ? ChatFinishReason.Length : ChatFinishReason.Stop;
}
