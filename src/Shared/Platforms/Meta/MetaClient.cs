using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>One call to the Graph API: through the chain of external calls, sent, and classified. https://developers.facebook.com/docs/graph-api</summary>
/// <remarks>
/// A write is sent once: its fate is decided by the attempts protocol. Every write has a body, because a pooled connection that
/// closes silently re-sends a body-less POST. Query strings are never logged.
/// </remarks>
public sealed partial class MetaClient : IDisposable
{
    private readonly MetaOptions _options;
    private readonly MetaBudgets _budgets;
    private const int Connections = 256;
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);
    private readonly ExternalCallChain _chain;
    private readonly ResponseCache? _cache;
    private readonly HttpMessageInvoker _http;          // an HttpClient would watch over each call's end once more, with sources and timers of its own
    private readonly CancellationTokenSource _ended = new();
    private readonly GraphHost _facebook;
    private readonly GraphHost _instagram;
    private readonly ILogger<MetaClient> _logger;
    private string? _answeredVersion;
    private int _connecting;

    /// <summary>Makes the process's one client.</summary>
    public MetaClient(MetaOptions options, ExternalCallChain chain, ILogger<MetaClient> logger, ResponseCache? cache = null)
    {
        (_options, _budgets, _chain, _logger, _cache) = (options, new MetaBudgets(options), chain, logger, cache);
        _facebook = GraphHost.Of(options.BaseUrl, options.ApiVersion, options.AppSecret);
        _instagram = GraphHost.Of(options.InstagramBaseUrl, options.ApiVersion, options.InstagramAppSecret);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = Connections,
            ActivityHeadersPropagator = null,       // our trace ids are nobody else's business, and a span for each request is not free
        });
    }

    /// <summary>Sees to it that a connection to the account's host is open, beside those in use: what is sent a moment later need not wait for one.</summary>
    /// <remarks>It asks for the head of the host's root, with no token and no answer that matters. That is no call of the API: no budget has it, nor the log. What fails here the send will find.</remarks>
    public async Task ConnectAsync(ConnectedAccount account)
    {
        try
        {
            if (Interlocked.Increment(ref _connecting) > Connections)
                return;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
            end.CancelAfter(ConnectWithin);
            using var request = new HttpRequestMessage(HttpMethod.Head, HostOf(account).Address);
            using var response = await _http.SendAsync(request, end.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // the send finds it
        }
        finally
        {
            Interlocked.Decrement(ref _connecting);
        }
    }

    /// <summary>The version that is asked for.</summary>
    public string ApiVersion => _options.ApiVersion;

    /// <summary>How many ids one read may name: each counts as a call, and the account's budget is to last for more than one read.</summary>
    public int IdsPerCall => Math.Clamp(_options.AccountCallsPerHour / 8, 1, 50);

    /// <summary>GET /{version}/{path}.</summary>
    public Task<MetaAnswer> GetAsync(string path, MetaCall call, IEnumerable<(string Name, string Value)> query, CancellationToken ct)
    {
        IReadOnlyList<(string, string)> asked = [.. query];
        return call.Cache is { } use && _cache is not null
            ? _cache.ReadAsync(call.Account, $"{_options.BaseUrl}/{_options.ApiVersion}/{path}?{QueryOf(asked)}", use, inner => AskAsync(path, call, asked, inner), answer => (answer as MetaAnswer.Ok)?.Body, body => new MetaAnswer.Ok(body), ct)
            : AskAsync(path, call, asked, ct);
    }

    private Task<MetaAnswer> AskAsync(string path, MetaCall call, IEnumerable<(string Name, string Value)> query, CancellationToken ct)
    {
        var text = QueryOf(WithProof(call.Account, query));
        return RunAsync(call, HttpMethod.Get, () => new HttpRequestMessage(HttpMethod.Get, Address(call.Account, $"{path}?{text}")), true, ct);
    }

    private static string QueryOf(IEnumerable<(string Name, string Value)> query) => string.Join('&', query.Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}"));

    /// <summary>GET a page link the platform gave, if it is on our host; the token is sent again as a header, and the proof when the link lacks it.</summary>
    public Task<MetaAnswer> GetPageAsync(string next, MetaCall call, CancellationToken ct)
    {
        if (!Uri.TryCreate(next, UriKind.Absolute, out var uri))
            return Task.FromResult<MetaAnswer>(new MetaAnswer.Unclear("a page link is not an address"));
        if (Uri.Compare(uri, HostOf(call.Account).Address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
            return Task.FromResult<MetaAnswer>(new MetaAnswer.Unclear($"a page link points at another host: {uri.Host}"));
        if (!uri.Query.Contains("appsecret_proof=", StringComparison.Ordinal))
            uri = WithProof(call.Account, []).Aggregate(uri, (link, p) => new Uri($"{link.AbsoluteUri}{(link.Query.Length == 0 ? '?' : '&')}{p.Name}={p.Value}"));
        return RunAsync(call, HttpMethod.Get, () => new HttpRequestMessage(HttpMethod.Get, uri), true, ct);
    }

    /// <summary>POST /{version}/{path} with a form body.</summary>
    public Task<MetaAnswer> PostAsync(string path, MetaCall call, IEnumerable<(string Name, string Value)> form, CancellationToken ct)
    {
        var fields = WithProof(call.Account, form).Select(p => KeyValuePair.Create(p.Name, p.Value)).ToList();
        return RunAsync(call, HttpMethod.Post, () => new HttpRequestMessage(HttpMethod.Post, Address(call.Account, path)) { Content = new FormUrlEncodedContent(fields) }, true, ct);
    }

    /// <summary>DELETE /{version}/{path}. It has no body, so the connection may repeat it by itself: only for what may be deleted twice.</summary>
    public Task<MetaAnswer> DeleteAsync(string path, MetaCall call, CancellationToken ct)
    {
        var proof = string.Join('&', WithProof(call.Account, []).Select(p => $"{p.Name}={p.Value}"));
        return RunAsync(call, HttpMethod.Delete, () => new HttpRequestMessage(HttpMethod.Delete, Address(call.Account, $"{path}{(proof.Length == 0 ? "" : "?" + proof)}")), true, ct);
    }

    /// <summary>Whether a write could be made now; what holds it back otherwise.</summary>
    public Task<HeldBack?> ReadyAsync(MetaCall call, CancellationToken ct) => _chain.ReadyAsync(_budgets.Of(call, HttpMethod.Post), ct);

    /// <inheritdoc />
    public void Dispose()
    {
        _ended.Cancel();        // what is still under way ends as if its time were over
        _http.Dispose();
    }

    private async Task<MetaAnswer> RunAsync(
        MetaCall call, HttpMethod method, Func<HttpRequestMessage> make, bool signs, CancellationToken ct, string scheme = "Bearer", TimeSpan? patience = null)
    {
        var answer = await _chain.RunAsync(
            _budgets.Of(call, method),
            token => SendAsync(call, make, signs ? scheme : null, patience ?? TimeSpan.FromSeconds(_options.TimeoutSeconds), token),
            heldBack => new MetaAnswer.NotSent(heldBack.Reason) { HeldBack = heldBack }, ct);
        if (method != HttpMethod.Get)
            _cache?.Drop(call.Account);
        return answer;
    }

    private async Task<CallResult<MetaAnswer>> SendAsync(MetaCall call, Func<HttpRequestMessage> make, string? scheme, TimeSpan patience, CancellationToken ct)
    {
        // Nothing was sent, and it says nothing about the platform: its breaker is left alone.
        if (scheme is not null && !TokenLetters.AreAll(call.Account.Token))
            return new CallResult<MetaAnswer>(new MetaAnswer.NotSent("the token cannot stand in a header"), CallVerdict.Throttled, null, "malformed_token", null, []);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, _ended.Token);
        deadline.CancelAfter(patience);
        using var request = make();
        request.Headers.ExpectContinue = false;
        var body = WatchedContent.Of(request);
        if (scheme is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, call.Account.Token);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            NoteVersion(response);
            var bytes = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            return Result(call, response, bytes);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return Failed(new MetaAnswer.NotSent(e.HttpRequestError.ToString()), e.HttpRequestError.ToString());
        }
        catch (Exception e) when (body is { IsBegun: false } && (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested)))
        {
            return Failed(new MetaAnswer.NotSent("no connection in time"), "no_connection");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return e is OperationCanceledException
                ? Failed(new MetaAnswer.Unclear($"no answer within {patience.TotalSeconds} s"), "no_answer")
                : Failed(new MetaAnswer.Unclear(e.Message), "reset");
        }
    }

    private CallResult<MetaAnswer> Result(MetaCall call, HttpResponseMessage response, byte[] bytes)
    {
        var usage = MetaUsage.Read(response.Headers);
        var (answer, error) = Classify(response.StatusCode, bytes);
        if (answer is MetaAnswer.Refused refused)
            answer = refused with { RegainAccess = usage.RegainAccess };
        var status = (int)response.StatusCode;
        // An error body below 500 is an answer, whatever it says; asking for too much at once says nothing about the platform's health.
        var verdict = status == 429 || error is { IsRateLimit: true } or { AsksForLess: true } ? CallVerdict.Throttled
            : answer is MetaAnswer.Ok || (error is not null && status < 500) ? CallVerdict.Answered
            : CallVerdict.Failed;
        var retryAfter = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is { } date ? date - DateTimeOffset.UtcNow : null);
        return new CallResult<MetaAnswer>(answer, verdict, status, error?.Name, retryAfter is { Ticks: > 0 } ? retryAfter : null, _budgets.Reports(call, usage, error));
    }

    private static CallResult<MetaAnswer> Failed(MetaAnswer answer, string error) => new(answer, CallVerdict.Failed, null, error, null, []);

    private static (MetaAnswer Answer, MetaError? Error) Classify(HttpStatusCode status, byte[] bytes)
    {
        JsonElement body;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return (new MetaAnswer.Unclear($"status {(int)status} with a body that is not JSON ({bytes.Length} bytes)"), null);
        }

        if (MetaError.Read(body) is { } error)
            return ((int)status >= 500 || error.Code is 1 or 2 || error.IsTransient
                ? new MetaAnswer.Unclear($"status {(int)status}, {error.Name}: {error.Message}") { AsksForLess = error.AsksForLess }
                : new MetaAnswer.Refused((int)status, error), error);
        return ((int)status is >= 200 and < 300 ? new MetaAnswer.Ok(body) : new MetaAnswer.Unclear($"status {(int)status} without an error body"), null);
    }

    /// <summary>What an account's calls go to: tokens of Instagram Login are known at a host of their own.</summary>
    private GraphHost HostOf(ConnectedAccount account) => account.GrantKind == GrantKinds.InstagramLogin ? _instagram : _facebook;

    private Uri Address(ConnectedAccount account, string path) => new(HostOf(account).Calls + path);

    private IEnumerable<(string Name, string Value)> WithProof(ConnectedAccount account, IEnumerable<(string Name, string Value)> parameters) =>
        HostOf(account).ProofOf(account) is { } proof ? parameters.Append(("appsecret_proof", proof)) : parameters;

    private void NoteVersion(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("facebook-api-version", out var values) && values.First() is var answered
            && answered != _options.ApiVersion && Interlocked.Exchange(ref _answeredVersion, answered) != answered)
            LogOtherVersion(_options.ApiVersion, answered);
    }

    [LoggerMessage(2901, LogLevel.Warning, "Graph API {Asked} was answered by {Answered}: set Meta:ApiVersion to a version that is still served", EventName = "GraphVersionMismatch")]
    private partial void LogOtherVersion(string asked, string answered);
}
