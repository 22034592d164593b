using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>One call to the Graph API, sent once and classified. https://developers.facebook.com/docs/graph-api</summary>
/// <remarks>
/// No retry here: a write's fate is decided by the attempts protocol, a read's by its caller. Every write has a body,
/// because HttpClient silently re-sends a body-less POST when a pooled connection closes. Query strings are never logged.
/// </remarks>
public sealed partial class MetaClient : IDisposable
{
    private readonly MetaOptions _options;
    private readonly HttpClient _http;
    private readonly ILogger<MetaClient> _logger;
    private string? _answeredVersion;

    /// <summary>Makes the process's one client.</summary>
    public MetaClient(MetaOptions options, ILogger<MetaClient> logger)
    {
        (_options, _logger) = (options, logger);
        _http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = 256,
        })
        {
            BaseAddress = new Uri(options.BaseUrl.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>GET /{version}/{path}.</summary>
    public Task<MetaAnswer> GetAsync(string path, string token, IEnumerable<(string Name, string Value)> query, CancellationToken ct)
    {
        var text = string.Join('&', WithProof(token, query).Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}"));
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{_options.ApiVersion}/{path}?{text}"), token, ct);
    }

    /// <summary>GET a page link the platform gave, if it is on our host; the token is sent again as a header, and the proof when the link lacks it.</summary>
    public Task<MetaAnswer> GetPageAsync(string next, string token, CancellationToken ct)
    {
        if (!Uri.TryCreate(next, UriKind.Absolute, out var uri))
            return Task.FromResult<MetaAnswer>(new MetaAnswer.Unclear("a page link is not an address"));
        if (Uri.Compare(uri, _http.BaseAddress!, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
            return Task.FromResult<MetaAnswer>(new MetaAnswer.Unclear($"a page link points at another host: {uri.Host}"));
        if (!uri.Query.Contains("appsecret_proof=", StringComparison.Ordinal))
            uri = WithProof(token, []).Aggregate(uri, (link, p) => new Uri($"{link.AbsoluteUri}{(link.Query.Length == 0 ? '?' : '&')}{p.Name}={p.Value}"));
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Get, uri), token, ct);
    }

    /// <summary>POST /{version}/{path} with a form body.</summary>
    public Task<MetaAnswer> PostAsync(string path, string token, IEnumerable<(string Name, string Value)> form, CancellationToken ct)
    {
        var fields = WithProof(token, form).Select(p => KeyValuePair.Create(p.Name, p.Value)).ToList();
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{_options.ApiVersion}/{path}") { Content = new FormUrlEncodedContent(fields) }, token, ct);
    }

    /// <summary>Exchanges a still valid token for a long-lived one.</summary>
    /// <remarks>GET /oauth/access_token?grant_type=fb_exchange_token; <c>expires_in</c> may be absent.</remarks>
    public Task<MetaAnswer> ExchangeTokenAsync(string token, CancellationToken ct)
    {
        var query = $"grant_type=fb_exchange_token&client_id={Uri.EscapeDataString(_options.AppId)}&client_secret={Uri.EscapeDataString(_options.AppSecret)}&fb_exchange_token={Uri.EscapeDataString(token)}";
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{_options.ApiVersion}/oauth/access_token?{query}"), null, ct);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<MetaAnswer> SendAsync(Func<HttpRequestMessage> make, string? token, CancellationToken ct, string scheme = "Bearer", TimeSpan? patience = null)
    {
        var longest = patience ?? TimeSpan.FromSeconds(_options.TimeoutSeconds);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(longest);
        using var request = make();
        request.Headers.ExpectContinue = false;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            NoteVersion(response);
            var bytes = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            var answer = Classify(response.StatusCode, bytes);
            return answer is MetaAnswer.Refused refused ? refused with { RegainAccess = MetaUsage.RegainAccess(response.Headers) } : answer;
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new MetaAnswer.NotSent(e.HttpRequestError.ToString());
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new MetaAnswer.Unclear(e is OperationCanceledException ? $"no answer within {longest.TotalSeconds} s" : e.Message);
        }
    }

    private static MetaAnswer Classify(HttpStatusCode status, byte[] bytes)
    {
        JsonElement body;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return new MetaAnswer.Unclear($"status {(int)status} with a body that is not JSON ({bytes.Length} bytes)");
        }

        if (MetaError.Read(body) is { } error)
            return (int)status >= 500 || error.Code is 1 or 2 || error.IsTransient
                ? new MetaAnswer.Unclear($"status {(int)status}, {error.Name}: {error.Message}")
                : new MetaAnswer.Refused((int)status, error);
        return (int)status is >= 200 and < 300 ? new MetaAnswer.Ok(body) : new MetaAnswer.Unclear($"status {(int)status} without an error body");
    }

    private IEnumerable<(string Name, string Value)> WithProof(string token, IEnumerable<(string Name, string Value)> parameters) =>
        _options.AppSecret.Length == 0 ? parameters
            : parameters.Append(("appsecret_proof", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_options.AppSecret), Encoding.UTF8.GetBytes(token)))));

    private void NoteVersion(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("facebook-api-version", out var values) && values.First() is var answered
            && answered != _options.ApiVersion && Interlocked.Exchange(ref _answeredVersion, answered) != answered)
            LogOtherVersion(_options.ApiVersion, answered);
    }

    [LoggerMessage(2901, LogLevel.Warning, "Graph API {Asked} was answered by {Answered}: set Meta:ApiVersion to a version that is still served", EventName = "GraphVersionMismatch")]
    private partial void LogOtherVersion(string asked, string answered);
}
