using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SnsOps.Shared.Knowledge;

/// <summary>Vectors by <c>POST /v1/embeddings</c> of OpenAI, or of anything that speaks the same. https://platform.openai.com/docs/api-reference/embeddings</summary>
public sealed class OpenAiEmbedder(HttpClient http, EmbeddingOptions options) : IEmbedder
{
    private const int TextsPerCall = 128;

    /// <inheritdoc />
    public string Id => $"{options.Model}-{Embedding.Dimensions}";

    /// <inheritdoc />
    public double Share => options.Share;

    /// <inheritdoc />
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var part in texts.Chunk(TextsPerCall))
            vectors.AddRange(await CallAsync(part, ct));
        return vectors;
    }

    /// <inheritdoc />
    public async Task<float[]> EmbedAsync(Question question, ClientTerms terms, CancellationToken ct) => (await CallAsync([question.Text], ct))[0];

    private async Task<float[][]> CallAsync(string[] texts, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{options.BaseUrl.TrimEnd('/')}/embeddings"))
        {
            Content = JsonContent.Create(new { model = options.Model, input = texts, dimensions = Embedding.Dimensions, encoding_format = "float" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            if (!response.IsSuccessStatusCode)
                throw new EmbeddingException($"the embedding provider answered {(int)response.StatusCode}", response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500);
            var answer = await response.Content.ReadFromJsonAsync<Answer>(patience.Token);
            var vectors = answer?.Data?.OrderBy(d => d.Index).Select(d => d.Embedding).ToArray() ?? [];
            return vectors.Length == texts.Length && Array.TrueForAll(vectors, v => v is { Length: Embedding.Dimensions })
                ? [.. vectors.Select(v => Embedding.Unit(v!))]
                : throw new EmbeddingException($"the embedding provider did not answer {texts.Length} vectors of {Embedding.Dimensions} numbers", mayRetry: false);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new EmbeddingException($"the embedding provider cannot be reached: {e.GetType().Name}", mayRetry: true);
        }
    }

    private sealed record Answer([property: JsonPropertyName("data")] Datum[]? Data);

    private sealed record Datum([property: JsonPropertyName("index")] int Index, [property: JsonPropertyName("embedding")] float[]? Embedding);
}
