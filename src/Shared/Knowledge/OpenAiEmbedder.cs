using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;

namespace SnsOps.Shared.Knowledge;

/// <summary>Vectors by <c>POST /v1/embeddings</c> of OpenAI, or of anything that speaks the same. https://platform.openai.com/docs/api-reference/embeddings</summary>
public sealed class OpenAiEmbedder(HttpClient http, ExternalCallChain chain, EmbeddingOptions options) : IEmbedder
{
    private const int TextsPerCall = 128;
    private readonly Uri _address = new($"{options.BaseUrl.TrimEnd('/')}/embeddings");

    /// <inheritdoc />
    public string Id => $"{options.Model}-{Embedding.Dimensions}";

    /// <inheritdoc />
    public double Share => options.Share;

    /// <inheritdoc />
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var part in texts.Chunk(TextsPerCall))
            vectors.AddRange(await CallAsync(part, mayRetry: true, ct));
        return vectors;
    }

    /// <inheritdoc />
    public async Task<float[]> EmbedAsync(Question question, ClientTerms terms, CancellationToken ct) => (await CallAsync([question.Text], mayRetry: false, ct))[0];

    /// <param name="texts">At most what one call takes.</param>
    /// <param name="mayRetry">False where somebody waits who can do without.</param>
    /// <param name="ct">Stops it.</param>
    private async Task<float[][]> CallAsync(string[] texts, bool mayRetry, CancellationToken ct)
    {
        var call = new ExternalCall("embedding:" + _address.Host, "embeddings", "POST", CallPriority.Ai, mayRetry, ConnectedAccount.Nobody(null), []);
        var vectors = await chain.RunAsync(call, inner => SendAsync(texts, inner), held => new Vectors(null, held.Reason, MayRetry: true), ct);
        return vectors.Found ?? throw new EmbeddingException(vectors.Reason, vectors.MayRetry);
    }

    private async Task<CallResult<Vectors>> SendAsync(string[] texts, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = JsonContent.Create(new { model = options.Model, input = texts, dimensions = Embedding.Dimensions, encoding_format = "float" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            return response.IsSuccessStatusCode
                ? Read(await response.Content.ReadFromJsonAsync<Answer>(patience.Token), texts.Length)
                : Refused(response);
        }
        catch (JsonException)
        {
            return Failed("the embedding provider's answer is no JSON", "json");
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Failed($"the embedding provider cannot be reached: {e.GetType().Name}", e is OperationCanceledException ? "no_answer" : "unreachable");
        }
    }

    private static CallResult<Vectors> Read(Answer? answer, int count)
    {
        var vectors = answer?.Data?.OrderBy(d => d.Index).Select(d => d.Embedding).ToArray() ?? [];
        return vectors.Length == count && Array.TrueForAll(vectors, v => v is { Length: Embedding.Dimensions })
            ? new CallResult<Vectors>(new Vectors([.. vectors.Select(v => Embedding.Unit(v!))], "", false), CallVerdict.Answered, 200, null, null, [])
            : new CallResult<Vectors>(new Vectors(null, $"the embedding provider did not answer {count} vectors of {Embedding.Dimensions} numbers", MayRetry: true), CallVerdict.Answered, 200, "vectors", null, []);
    }

    private static CallResult<Vectors> Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var verdict = response.StatusCode == HttpStatusCode.TooManyRequests ? CallVerdict.Throttled : status >= 500 ? CallVerdict.Failed : CallVerdict.Answered;
        // Only these blame the texts; a key, an address or a model can be set right.
        var mayRetry = response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity);
        return new CallResult<Vectors>(
            new Vectors(null, $"the embedding provider answered {status}", mayRetry), verdict, status, status.ToString(CultureInfo.InvariantCulture), response.Headers.RetryAfter?.Delta, []);
    }

    private static CallResult<Vectors> Failed(string reason, string error) => new(new Vectors(null, reason, MayRetry: true), CallVerdict.Failed, null, error, null, []);

    /// <summary>What a call brought: vectors, or why there are none.</summary>
    private sealed record Vectors(float[][]? Found, string Reason, bool MayRetry);

    private sealed record Answer([property: JsonPropertyName("data")] Datum[]? Data);

    private sealed record Datum([property: JsonPropertyName("index")] int Index, [property: JsonPropertyName("embedding")] float[]? Embedding);
}
