using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Integration.Knowledge;

/// <summary>What is asked of an embedding provider, and what becomes of its answers.</summary>
public sealed class OpenAiEmbedderTests
{
    [Fact]
    public async Task It_asks_for_1024_numbers_and_keeps_the_texts_order()
    {
        JsonNode? asked = null;
        string? key = null;
        await using var database = await TestDatabase.CreateAsync();
        await using var chains = await Chains.StartAsync(database);
        var embedder = Embedder(chains, async request =>
        {
            asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync());
            key = request.Headers.Authorization?.ToString();
            return Answer(HttpStatusCode.OK, new JsonObject { ["data"] = new JsonArray(Datum(1, 3), Datum(0, 7)) });
        });

        var vectors = await embedder.EmbedAsync(["주차", "배송"], TestContext.Current.CancellationToken);

        Assert.Equal(("text-embedding-3-small", 1024, "Bearer sk-test"), ((string)asked!["model"]!, (int)asked["dimensions"]!, key));
        Assert.Equal(["주차", "배송"], asked["input"]!.AsArray().Select(t => (string)t!));
        Assert.Equal([7, 3], vectors.Select(v => Array.FindIndex(v, x => x > 0)));
        Assert.All(vectors, v => Assert.Equal(1, v.Sum(x => x * x), 4));
        Assert.Equal("text-embedding-3-small-1024", embedder.Id);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, true)]
    [InlineData(HttpStatusCode.NotFound, true)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.BadGateway, true)]
    public async Task A_refusal_says_whether_it_may_be_tried_again_and_never_the_key(HttpStatusCode status, bool mayRetry)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var chains = await Chains.StartAsync(database);
        var embedder = Embedder(chains, _ => Task.FromResult(Answer(status, new JsonObject { ["error"] = "sk-test is wrong" })));

        var e = await Assert.ThrowsAsync<EmbeddingException>(() => embedder.EmbedAsync(["주차"], TestContext.Current.CancellationToken));

        Assert.Equal(mayRetry, e.MayRetry);
        Assert.DoesNotContain("sk-test", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vector_of_another_size_is_not_taken()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var chains = await Chains.StartAsync(database);
        var embedder = Embedder(chains, _ => Task.FromResult(Answer(HttpStatusCode.OK, new JsonObject { ["data"] = new JsonArray(new JsonObject { ["index"] = 0, ["embedding"] = new JsonArray(1, 2, 3) }) })));

        Assert.True((await Assert.ThrowsAsync<EmbeddingException>(() => embedder.EmbedAsync(["주차"], TestContext.Current.CancellationToken))).MayRetry);
    }

    [Fact]
    public async Task A_provider_that_fails_again_and_again_is_left_alone_and_texts_are_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var chains = await Chains.StartAsync(database, new ExternalCallOptions { RetrySeconds = 0.001, BreakerFailures = 5 });
        var calls = 0;
        var embedder = Embedder(chains, _ =>
        {
            calls++;
            return Task.FromResult(Answer(HttpStatusCode.BadGateway, []));
        });

        for (var i = 0; i < 3; i++)
            Assert.True((await Assert.ThrowsAsync<EmbeddingException>(() => embedder.EmbedAsync(["단체 주문"], TestContext.Current.CancellationToken))).MayRetry);

        Assert.Equal(5, calls);
    }

    private static OpenAiEmbedder Embedder(Chains chains, Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) =>
        new(new HttpClient(new FakeProvider(answer)), chains.Chain, new EmbeddingOptions { Provider = "openai", ApiKey = "sk-test", BaseUrl = "http://127.0.0.1:9/v1" });

    private static HttpResponseMessage Answer(HttpStatusCode status, JsonObject body) => new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    private static JsonObject Datum(int index, int place) => new()
    {
        ["index"] = index, ["embedding"] = new JsonArray([.. Enumerable.Range(0, 1024).Select(i => (JsonNode)(i == place ? 2.0 : 0.0))]),
    };

    private sealed class FakeProvider(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request);
    }
}
