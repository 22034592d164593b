using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Unit.Llm;

/// <summary>What is read out of providers' answers: whom a refusal blames, and what was counted.</summary>
public sealed class ProviderAnswerTests
{
    [Theory]
    [InlineData(402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}""", LlmError.KeyRefused)]
    [InlineData(400, """{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID","domain":"googleapis.com"},{"locale":"en-US"}]}}""", LlmError.KeyRefused)]
    [InlineData(400, """{"error":{"code":400,"message":"User location is not supported.","status":"FAILED_PRECONDITION"}}""", LlmError.KeyRefused)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""", LlmError.KeyRefused)]
    [InlineData(400, """{"error":{"message":"Billing hard limit has been reached","type":"invalid_request_error","code":"billing_hard_limit_reached"}}""", LlmError.KeyRefused)]
    [InlineData(400, """{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT","details":[{"reason":"OTHER"},7]}}""", LlmError.BadRequest)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages: Your credit balance is too low"}}""", LlmError.BadRequest)]
    [InlineData(422, """{"error":"no"}""", LlmError.BadRequest)]
    public async Task A_refusal_blames_the_account_or_the_request(int status, string body, LlmError error)
    {
        using var http = Http((HttpStatusCode)status, body, "application/json");

        var refused = await Assert.ThrowsAsync<LlmCallException>(() => http.GetAsync("http://127.0.0.1:9/", TestContext.Current.CancellationToken));

        Assert.Equal(error, refused.Fault.Error);
    }

    [Fact]
    public async Task A_server_that_counts_in_each_part_what_was_so_far_is_counted_once()
    {
        static string Part(string text, string? end, int written) => "data: " + JsonSerializer.Serialize(new
        {
            choices = new[] { new { delta = new { content = text }, finish_reason = end } }, usage = new { prompt_tokens = 120, completion_tokens = written },
        }) + "\n\n";
        using var http = Http(HttpStatusCode.OK, Part("따뜻한 ", null, 2) + Part("말씀 ", null, 5) + Part("감사합니다.", "stop", 9) + "data: [DONE]\n\n", "text/event-stream");
        using var client = new OpenAiChatClient(http, null, "http://127.0.0.1:9/v1", isCompatible: true);

        var (asked, written) = (0L, 0L);
        await foreach (var part in client.GetStreamingResponseAsync([new(ChatRole.User, "안녕하세요")], new ChatOptions { ModelId = "m" }, TestContext.Current.CancellationToken))
        {
            foreach (var usage in part.Contents.OfType<UsageContent>())
                (asked, written) = (asked + usage.Details.InputTokenCount!.Value, written + usage.Details.OutputTokenCount!.Value);
        }

        Assert.Equal((120, 9), (asked, written));
    }

    private static HttpClient Http(HttpStatusCode status, string body, string type) => new(new LlmHttp(new Said(status, body, type)));

    /// <summary>Answers so; what it says cannot be rewound, as from a network.</summary>
    private sealed class Said(HttpStatusCode status, string body, string type) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(status)
        {
            Content = new StreamContent(PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(body))).AsStream()) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        });
    }
}
