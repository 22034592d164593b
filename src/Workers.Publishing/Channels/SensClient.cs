using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>One call to NAVER Cloud SENS: signed, sent, read. https://api.ncloud-docs.com/docs/ai-application-service-sens-smsv2</summary>
internal sealed class SensClient : IDisposable
{
    private const string Seoul = "Asia/Seoul";
    private readonly SensOptions _options;
    private readonly ExternalCallChain _chain;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly string _path;
    private readonly string _host;

    public SensClient(SensOptions options, ExternalCallChain chain, TimeProvider clock)
    {
        (_options, _chain, _clock) = (options, chain, clock);
        _path = $"/sms/v2/services/{options.ServiceId}/messages";
        _host = "sens:" + new Uri(options.BaseUrl).Host;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(options.BaseUrl), Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>There is a service to send by.</summary>
    public bool IsConfigured => _options.ServiceId.Length > 0 && _options.From.Length > 0;

    /// <summary>Asks for one message to be sent. Taken is 202: it waits in a queue there.</summary>
    public Task<SensAnswer> SendAsync(string to, string text, string? subject, Guid? clientId, CancellationToken ct)
    {
        var type = subject is null ? "SMS" : "LMS";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new SensMessage(type, "COMM", "82", _options.From, subject, text, [new SensRecipient(to)]), SensJson.Default.SensMessage);
        return RunAsync("sens.send", HttpMethod.Post, _path, body, clientId, ct);
    }

    /// <summary>Everything that was asked for within a stretch of time: the only way to find out whether a call without an answer was taken.</summary>
    public Task<SensAnswer> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        RunAsync("sens.list", HttpMethod.Get, $"{_path}?requestStartTime={Local(from)}&requestEndTime={Local(to)}", null, null, ct);

    /// <summary>What became of one request.</summary>
    public Task<SensAnswer> FindAsync(string requestId, CancellationToken ct) =>
        RunAsync("sens.list", HttpMethod.Get, $"{_path}?requestId={Uri.EscapeDataString(requestId)}", null, null, ct);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static string Local(DateTimeOffset at) =>
        Uri.EscapeDataString(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(at, Seoul).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

    private Task<SensAnswer> RunAsync(string endpoint, HttpMethod method, string pathAndQuery, byte[]? body, Guid? clientId, CancellationToken ct)
    {
        var budget = new Budget("sens:" + _options.ServiceId, "문자 발송(SENS)", _options.PerMinute, TimeSpan.FromMinutes(1)) { KeepsReserve = false };
        var call = new ExternalCall(_host, endpoint, method.Method, CallPriority.Publishing, MayRetry: false, ConnectedAccount.Nobody(clientId), [budget]);
        return _chain.RunAsync(call, inner => SendOnceAsync(method, pathAndQuery, body, inner), held => new SensAnswer.NotSent(held.Reason, held.Wait), ct);
    }

    private async Task<CallResult<SensAnswer>> SendOnceAsync(HttpMethod method, string pathAndQuery, byte[]? body, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        using var request = new HttpRequestMessage(method, pathAndQuery);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        var milliseconds = _clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        // Signed is what is sent, byte for byte.
        var sent = new Uri(_http.BaseAddress!, pathAndQuery).PathAndQuery;
        request.Headers.Add("x-ncp-apigw-timestamp", milliseconds);
        request.Headers.Add("x-ncp-iam-access-key", _options.AccessKey);
        request.Headers.Add("x-ncp-apigw-signature-v2", SensSignature.Of(method.Method, sent, milliseconds, _options.AccessKey, _options.SecretKey));
        request.Headers.ExpectContinue = false;
        var watched = WatchedContent.Of(request);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            return Result(response, await response.Content.ReadAsByteArrayAsync(deadline.Token));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return Failed(new SensAnswer.NotSent(e.HttpRequestError.ToString(), null), e.HttpRequestError.ToString());
        }
        catch (Exception e) when (watched is { IsBegun: false } && e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failed(new SensAnswer.NotSent("no connection in time", null), "no_connection");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failed(new SensAnswer.Unclear(e is OperationCanceledException ? "no answer" : "reset"), e is OperationCanceledException ? "no_answer" : "reset");
        }
    }

    private static CallResult<SensAnswer> Result(HttpResponseMessage response, byte[] bytes)
    {
        var status = (int)response.StatusCode;
        var (code, message) = SensBody.Error(bytes);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            return new CallResult<SensAnswer>(new SensAnswer.NotSent($"429/{code}", response.Headers.RetryAfter?.Delta ?? TimeSpan.FromMinutes(1)), CallVerdict.Throttled, status, code, response.Headers.RetryAfter?.Delta, []);
        if (status is >= 400 and < 500)
            return new CallResult<SensAnswer>(new SensAnswer.Refused(status, code ?? "", message ?? ""), CallVerdict.Answered, status, code, null, []);
        return status is 200 or 202 && SensBody.Read(bytes) is { } read
            ? new CallResult<SensAnswer>(read, CallVerdict.Answered, status, null, null, [])
            : new CallResult<SensAnswer>(new SensAnswer.Unclear($"status {status}"), CallVerdict.Failed, status, code ?? status.ToString(CultureInfo.InvariantCulture), null, []);
    }

    private static CallResult<SensAnswer> Failed(SensAnswer answer, string error) => new(answer, CallVerdict.Failed, null, error, null, []);
}
