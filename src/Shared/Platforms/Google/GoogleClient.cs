using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>One call to the YouTube Data API: an access token, the chain of external calls, sent, and classified. https://developers.google.com/youtube/v3</summary>
/// <remarks>
/// A write is sent once: its fate is decided by the attempts protocol. Only one that was refused for its access token is sent again, with a new one: nothing was done.
/// Every write has a body, because HttpClient silently re-sends a body-less POST when a pooled connection closes. Addresses are never logged.
/// </remarks>
public sealed partial class GoogleClient : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly GoogleOptions _options;
    private readonly GoogleBudgets _budgets;
    private readonly ExternalCallChain _chain;
    private readonly ResponseCache? _cache;
    private readonly AccessTokens _tokens;
    private readonly HttpClient _http;

    /// <summary>Makes the process's one client.</summary>
    public GoogleClient(GoogleOptions options, ExternalCallChain chain, TimeProvider clock, ResponseCache? cache = null)
    {
        (_options, _chain, _budgets, _cache) = (options, chain, new GoogleBudgets(options, clock), cache);
        _tokens = new AccessTokens(options, clock, MintAsync);
        _http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,              // 308 says how far an upload is, it leads nowhere
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = 256,
        })
        {
            BaseAddress = new Uri(options.ApiBaseUrl.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>How long until the day's quota begins anew.</summary>
    public TimeSpan UntilReset => _budgets.UntilReset();

    /// <summary>GET /youtube/v3/{path}.</summary>
    public Task<GoogleAnswer> GetAsync(string path, GoogleCall call, CancellationToken ct) => ReadAsync(new Uri(_http.BaseAddress!, "youtube/v3/" + path), call, ct);

    /// <summary>GET /v2/reports of the YouTube Analytics API. https://developers.google.com/youtube/analytics/reference/reports/query</summary>
    public Task<GoogleAnswer> ReportAsync(string query, GoogleCall call, CancellationToken ct) => ReadAsync(new Uri($"{_options.AnalyticsBaseUrl.TrimEnd('/')}/v2/reports?{query}"), call, ct);

    private Task<GoogleAnswer> ReadAsync(Uri address, GoogleCall call, CancellationToken ct)
    {
        Task<GoogleAnswer> AskAsync(CancellationToken inner) => RunAsync(call, HttpMethod.Get, () => new HttpRequestMessage(HttpMethod.Get, address), Patience, inner);
        return call.Cache is { } use && _cache is not null
            ? _cache.ReadAsync(call.Account, address.AbsoluteUri, use, AskAsync, answer => (answer as GoogleAnswer.Ok)?.Body, body => new GoogleAnswer.Ok(body, null), ct)
            : AskAsync(ct);
    }

    /// <summary>PUT /youtube/v3/{path} with a JSON body.</summary>
    public Task<GoogleAnswer> PutAsync(string path, GoogleCall call, byte[] json, CancellationToken ct) =>
        RunAsync(call, HttpMethod.Put, () => new HttpRequestMessage(HttpMethod.Put, "youtube/v3/" + path) { Content = Json(json) }, Patience, ct);

    /// <summary>POST /youtube/v3/{path} with a JSON body; an empty one where the query says it all.</summary>
    public Task<GoogleAnswer> PostAsync(string path, GoogleCall call, byte[] json, CancellationToken ct) =>
        RunAsync(call, HttpMethod.Post, () => new HttpRequestMessage(HttpMethod.Post, "youtube/v3/" + path) { Content = Json(json) }, Patience, ct);

    /// <summary>DELETE /youtube/v3/{path}. It has no body, so the connection may repeat it by itself: only what may be deleted twice.</summary>
    public Task<GoogleAnswer> DeleteAsync(string path, GoogleCall call, CancellationToken ct) =>
        RunAsync(call, HttpMethod.Delete, () => new HttpRequestMessage(HttpMethod.Delete, "youtube/v3/" + path), Patience, ct);

    /// <summary>Whether a write could be made now, its access token at hand; what holds it back otherwise.</summary>
    /// <remarks>A grant that is dead does not hold it back: the write itself tells that.</remarks>
    public async Task<HeldBack?> ReadyAsync(GoogleCall call, CancellationToken ct) =>
        await _tokens.FindAsync(call.Account, call.Priority, ct) is (null, GoogleAnswer.NotSent { HeldBack: { } held }) ? held : await _chain.ReadyAsync(_budgets.Of(call, HttpMethod.Put), ct);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private TimeSpan Patience => TimeSpan.FromSeconds(_options.TimeoutSeconds);

    private static ByteArrayContent Json(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "UTF-8" } } };

    private async Task<GoogleAnswer> RunAsync(GoogleCall call, HttpMethod method, Func<HttpRequestMessage> make, TimeSpan patience, CancellationToken ct)
    {
        for (var second = false; ; second = true)
        {
            var (token, failure) = await _tokens.FindAsync(call.Account, call.Priority, ct);
            if (token is null)
                return failure is GoogleAnswer.Refused or GoogleAnswer.NotSent ? failure : new GoogleAnswer.NotSent("no access token: " + failure!.Summary);
            var answer = await _chain.RunAsync(
                _budgets.Of(call, method), inner => SendAsync(call, make, token, patience, inner), held => new GoogleAnswer.NotSent(held.Reason) { HeldBack = held }, ct);
            if (method != HttpMethod.Get)
                _cache?.Drop(call.Account);
            if (answer is not GoogleAnswer.Refused { Error.IsBadAccess: true } || second)
                return answer;
            _tokens.Forget(call.Account, token);
        }
    }

    private Task<GoogleAnswer> MintAsync(ConnectedAccount account, CallPriority priority, HttpContent form, CancellationToken ct)
    {
        var call = new GoogleCall(account, "google.token", priority, 0);
        return _chain.RunAsync(
            _budgets.OfToken(account, priority), inner => SendAsync(call, () => new HttpRequestMessage(HttpMethod.Post, _options.TokenUrl) { Content = form }, null, Patience, inner),
            held => new GoogleAnswer.NotSent(held.Reason) { HeldBack = held }, ct);
    }

    private async Task<CallResult<GoogleAnswer>> SendAsync(GoogleCall call, Func<HttpRequestMessage> make, string? token, TimeSpan patience, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(patience);
        using var request = make();
        request.Headers.ExpectContinue = false;
        var body = WatchedContent.Of(request);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            return Result(call, response, bytes);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return Failed(new GoogleAnswer.NotSent(e.HttpRequestError.ToString()), e.HttpRequestError.ToString());
        }
        catch (Exception e) when (body is { IsBegun: false } && (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested)))
        {
            return Failed(new GoogleAnswer.NotSent("no connection in time"), "no_connection");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return e is OperationCanceledException
                ? Failed(new GoogleAnswer.Unclear($"no answer within {patience.TotalSeconds} s"), "no_answer")
                : Failed(new GoogleAnswer.Unclear(e.Message), "reset");
        }
    }

    private CallResult<GoogleAnswer> Result(GoogleCall call, HttpResponseMessage response, byte[] bytes)
    {
        var status = (int)response.StatusCode;
        var answer = Classify(response, bytes);
        var error = (answer as GoogleAnswer.Refused)?.Error;
        var verdict = error is { IsRateLimit: true } or { IsQuota: true } ? CallVerdict.Throttled : answer is GoogleAnswer.Unclear ? CallVerdict.Failed : CallVerdict.Answered;
        var retryAfter = RetryAfter(response.Headers.RetryAfter);
        if (answer is GoogleAnswer.Refused refused)
            answer = refused with { RetryAfter = retryAfter };
        return new CallResult<GoogleAnswer>(answer, verdict, status, error?.Reason, retryAfter, _budgets.Reports(call, error));
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? asked) =>
        (asked?.Delta ?? (asked?.Date is { } date ? date - DateTimeOffset.UtcNow : null)) is { Ticks: > 0 } wait ? (wait < LongestWait ? wait : LongestWait) : null;

    private static CallResult<GoogleAnswer> Failed(GoogleAnswer answer, string error) => new(answer, CallVerdict.Failed, null, error, null, []);

    private GoogleAnswer Classify(HttpResponseMessage response, byte[] bytes)
    {
        var status = (int)response.StatusCode;
        if (status == 308)
            return ReceivedRange.Read(response.Headers) is { } received ? new GoogleAnswer.Incomplete(received) : new GoogleAnswer.Unclear("a Range header that cannot be read");
        JsonElement body = default;
        if (bytes.Length > 0)
        {
            try
            {
                using var document = JsonDocument.Parse(bytes);
                body = document.RootElement.Clone();
            }
            catch (JsonException) when (status is not (404 or 410))
            {
                return new GoogleAnswer.Unclear($"status {status} with a body that is not JSON ({bytes.Length} bytes)");
            }
            catch (JsonException)
            {
                return new GoogleAnswer.Refused(new GoogleError(status, "notFound", Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 200)))));
            }
        }

        if (status is >= 200 and < 300)
            return new GoogleAnswer.Ok(body, response.Headers.Location is { } location ? new Uri(_http.BaseAddress!, location) : null);
        return status >= 500 ? new GoogleAnswer.Unclear($"status {status}, {GoogleError.Read(status, body)?.Reason}")
            : GoogleError.Read(status, body) is { } error ? new GoogleAnswer.Refused(error)
            : status is 404 or 410 ? new GoogleAnswer.Refused(new GoogleError(status, "notFound", "Not Found"))
            : new GoogleAnswer.Unclear($"status {status} without an error body");
    }
}
