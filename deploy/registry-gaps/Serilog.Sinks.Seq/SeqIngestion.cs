using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Serilog.Debugging;
using Serilog.Events;

namespace Serilog.Sinks.Seq;

/// <summary>Posts batches to Seq's ingestion endpoint. https://datalust.co/docs/posting-raw-events</summary>
internal sealed class SeqIngestion : IDisposable
{
    private static readonly MediaTypeHeaderValue Clef = new("application/vnd.serilog.clef");

    private readonly HttpClient _http;

    public SeqIngestion(string serverUrl, string? apiKey, HttpMessageHandler? handler)
    {
        _http = new HttpClient(handler ?? new SocketsHttpHandler
        {
            // The server may move to another address while this process lives.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // The sink's own calls are not part of anyone's trace.
            ActivityHeadersPropagator = null,
        })
        {
            BaseAddress = new Uri(serverUrl.EndsWith('/') ? serverUrl : serverUrl + "/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
        if (!string.IsNullOrWhiteSpace(apiKey))
            _http.DefaultRequestHeaders.Add("X-Seq-ApiKey", apiKey);
    }

    /// <summary>Sends newline-delimited CLEF; an empty payload only asks for the level.</summary>
    public async Task<Ingested> PostAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "ingest/clef") { Content = new ReadOnlyMemoryContent(payload) };
        request.Content.Headers.ContentType = Clef;
        try
        {
            using var response = await _http.SendAsync(request, ct).ConfigureAwait(false);
            return new Ingested(
                Judge(response.StatusCode),
                response.IsSuccessStatusCode ? await ReadLevelAsync(response, ct).ConfigureAwait(false) : null,
                $"status {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return new Ingested(Verdict.TryAgain, null, e.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A rejected key may be allowed again, so only what is wrong with the payload itself is final.</summary>
    private static Verdict Judge(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => Verdict.Accepted,
        HttpStatusCode.RequestEntityTooLarge => Verdict.TooLarge,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => Verdict.Refused,
        _ => Verdict.TryAgain,
    };

    private static async Task<LogEventLevel?> ReadLevelAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
        if (body.Length == 0)
            return null;
        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.ValueKind == JsonValueKind.Object
                && answer.RootElement.TryGetProperty("MinimumLevelAccepted", out var level)
                && level.ValueKind == JsonValueKind.String
                && Enum.TryParse<LogEventLevel>(level.GetString(), out var accepted) ? accepted : null;
        }
        catch (JsonException e)
        {
            SelfLog.WriteLine("Seq took the events but its answer is not JSON: {0}", e.Message);
            return null;
        }
    }
}

/// <summary>What became of one request.</summary>
internal sealed record Ingested(Verdict Verdict, LogEventLevel? MinimumLevelAccepted, string Reason);

/// <summary>What to do with a batch now.</summary>
internal enum Verdict
{
    /// <summary>The server has it.</summary>
    Accepted,

    /// <summary>Keep it and send it again later.</summary>
    TryAgain,

    /// <summary>Send it in smaller parts.</summary>
    TooLarge,

    /// <summary>It will never be taken.</summary>
    Refused,
}
