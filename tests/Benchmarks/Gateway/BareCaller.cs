using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Benchmarks.Gateway;

/// <summary>The same questions without the gateway, over the same connections: by hand, and by the SDK alone.</summary>
internal sealed class BareCaller(GatewayProcess process, Uri sandbox)
{
    private readonly LlmLink _openAi = process.Links.All.Single(link => link.Name == "openai");

    /// <summary>A POST and its stream, each part parsed: what somebody writes who needs no more.</summary>
    public async Task<string> ByHandAsync(LlmRequest request, CancellationToken ct)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(sandbox, "llm/openai/v1/chat/completions"))
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new
            {
                model = "gpt-4o", temperature = request.Temperature, max_completion_tokens = request.MaxTokens, stream = true, stream_options = new { include_usage = true },
                messages = new[] { new { role = "system", content = request.System }, new { role = "user", content = request.Prompt } },
            })) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        post.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        using var response = await process.Links.Http.SendAsync(post, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var text = new StringBuilder();
        await foreach (var part in SseParser.Create(stream).EnumerateAsync(ct))
        {
            if (part.Data == "[DONE]")
                break;
            using var chunk = JsonDocument.Parse(part.Data);
            var choices = chunk.RootElement.GetProperty("choices");
            if (choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var piece))
                text.Append(piece.GetString());
        }

        return text.ToString();
    }

    /// <summary>The official SDK as the gateway uses it.</summary>
    public async Task<string> BySdkAsync(LlmRequest request, CancellationToken ct)
    {
        var text = new StringBuilder();
        var options = new ChatOptions { ModelId = "gpt-4o", MaxOutputTokens = request.MaxTokens, Temperature = request.Temperature };
        await foreach (var update in _openAi.Client.GetStreamingResponseAsync([new(ChatRole.System, request.System), new(ChatRole.User, request.Prompt)], options, ct))
            text.Append(update.Text);
        return text.ToString();
    }
}
