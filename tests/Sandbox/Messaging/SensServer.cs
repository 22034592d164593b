using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph;

namespace SnsOps.Sandbox.Messaging;

/// <summary>Answers as NAVER Cloud SENS does: signature with its skew, 202 and a queue, READY → PROCESSING → COMPLETED, the list, byte limits, registered senders.</summary>
internal sealed class SensServer(FaultBook faults, FaultyAnswer answers, MessageBox box, SandboxClock clock, IOptions<SandboxOptions> options)
{
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5), s_seoul = TimeSpan.FromHours(9);
    private static readonly Encoding s_korean = Korean();
    private static readonly GraphReply s_unavailable = Error(503, "500", "Endpoint Error"), s_throttled = Error(429, "410", "Throttle Limited"), s_denied = Error(401, "200", "Authentication Failed");

    public async Task HandleAsync(HttpContext http)
    {
        var (settings, request) = (options.Value, http.Request);
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, http.RequestAborted);
        if (Denied(request, settings) is { } denied)
        {
            await FaultyAnswer.SendAsync(http, denied, truncate: false);
            return;
        }

        var path = $"/sms/v2/services/{settings.SensServiceId}/messages";
        if (request.Path != path)
            await FaultyAnswer.SendAsync(http, Error(404, "300", "Not Found Exception"), truncate: false);
        else if (request.Method == "POST")
            await SendAsync(http, settings, buffer.ToArray());
        else
            await ListAsync(http);
    }

    private async Task SendAsync(HttpContext http, SandboxOptions settings, byte[] body)
    {
        var fault = faults.Take(MessagingEndpoint.SensSend, f => f.Script.Match is not { Length: > 0 } match || Encoding.UTF8.GetString(body).Contains(match, StringComparison.Ordinal));
        if (await FaultyMessage.InsteadAsync(http, answers, fault, s_unavailable, s_throttled, s_denied))
            return;
        if (Read(body, settings, out var messages) is { } wrong)
        {
            await FaultyAnswer.SendAsync(http, wrong, truncate: false);
            return;
        }

        foreach (var message in messages)
            box.Add(message);
        var reply = Json(202, new { requestId = messages[0].RequestId, requestTime = Local(messages[0].RequestedAt, "yyyy-MM-dd'T'HH:mm:ss.fff"), statusCode = "202", statusName = "success" });
        await FaultyMessage.AfterAsync(http, answers, fault, reply, s_unavailable);
    }

    private async Task ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var fault = faults.Take(MessagingEndpoint.SensList, _ => true);
        if (await FaultyMessage.InsteadAsync(http, answers, fault, s_unavailable, s_throttled, s_denied))
            return;
        var now = clock.GetUtcNow();
        IEnumerable<TextMessage> found;
        if (query["requestId"].ToString() is { Length: > 0 } id)
            found = box.Texts.Where(t => t.RequestId == id);
        else if (At(query["requestStartTime"]) is { } from && At(query["requestEndTime"]) is { } to && to - from <= TimeSpan.FromDays(30))
            found = box.Texts.Where(t => t.RequestedAt >= from && t.RequestedAt <= to);
        else
        {
            await FaultyAnswer.SendAsync(http, Error(400, "100", "Bad Request Exception"), truncate: false);
            return;
        }

        var young = fault?.Kind == FaultKind.ListingLag ? fault.Delay : TimeSpan.Zero;
        var seen = found.Where(t => fault?.Kind != FaultKind.ListingOmits && now - t.RequestedAt >= young).Select(t => Seen(t, now)).ToArray();
        await FaultyMessage.AfterAsync(http, answers, fault, Json(200, new { statusCode = "202", statusName = "success", messages = seen, pageIndex = 0, pageSize = 100, itemCount = seen.Length, hasMore = false }), s_unavailable);
    }

    private object Seen(TextMessage t, DateTimeOffset now)
    {
        var age = (now - t.RequestedAt).TotalMilliseconds;
        var done = age >= options.Value.SensMs;
        // Numbers nobody has.
        var fails = t.To.StartsWith("0109999", StringComparison.Ordinal);
        return new
        {
            requestId = t.RequestId, messageId = t.MessageId, requestTime = Local(t.RequestedAt, "yyyy-MM-dd HH:mm:ss"), contentType = "COMM", type = t.Type, subject = t.Subject, content = t.Content, countryCode = "82",
            from = t.From, to = t.To, status = done ? "COMPLETED" : age >= options.Value.SensMs / 2.0 ? "PROCESSING" : "READY",
            statusCode = !done ? null : fails ? "3018" : "0", statusName = !done ? null : fails ? "fail" : "success", statusMessage = !done ? null : fails ? "존재하지 않는 번호" : "성공",
            completeTime = done ? Local(t.RequestedAt.AddMilliseconds(options.Value.SensMs), "yyyy-MM-dd HH:mm:ss") : null, telcoCode = done ? "SKT" : null,
        };
    }

    private GraphReply? Read(byte[] body, SandboxOptions settings, out List<TextMessage> messages)
    {
        messages = [];
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var type = root.GetProperty("type").GetString()!;
            var content = root.GetProperty("content").GetString()!;
            var subject = root.TryGetProperty("subject", out var s) ? s.GetString() : null;
            if (root.GetProperty("from").GetString() != settings.SensFrom)
                return Error(400, "100", "unregistered caller number");
            if (type is not ("SMS" or "LMS") || s_korean.GetByteCount(content) > (type == "SMS" ? 90 : 2000) || (subject is not null && (type == "SMS" || s_korean.GetByteCount(subject) > 40)))
                return Error(400, "100", "content or subject too long");
            var request = box.NewId("RSSA");
            foreach (var to in root.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("to").GetString()!))
                messages.Add(new TextMessage(request, box.NewId("MSSA"), type, settings.SensFrom, to, subject, content, clock.GetUtcNow()));
            return messages.Count is > 0 and <= 100 && messages.TrueForAll(m => m.To.All(char.IsAsciiDigit)) ? null : Error(400, "100", "messages");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Error(400, "100", "Bad Request Exception");
        }
    }

    /// <summary>Over method, path with query as it came, the milliseconds and the key; line feeds between.</summary>
    private GraphReply? Denied(HttpRequest request, SandboxOptions settings)
    {
        string? stamp = request.Headers["x-ncp-apigw-timestamp"], key = request.Headers["x-ncp-iam-access-key"], signature = request.Headers["x-ncp-apigw-signature-v2"];
        if (!long.TryParse(stamp, CultureInfo.InvariantCulture, out var milliseconds) || key != settings.SensAccessKey)
            return Error(401, "210", "Permission Denied");
        if ((clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Duration() > s_skew)
            return s_denied;
        var raw = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.SensSecretKey), Encoding.UTF8.GetBytes($"{request.Method} {raw}\n{stamp}\n{key}")));
        return signature == expected ? null : s_denied;
    }

    private static DateTimeOffset? At(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? new DateTimeOffset(local, s_seoul) : null;

    private static string Local(DateTimeOffset at, string format) => at.ToOffset(s_seoul).ToString(format, CultureInfo.InvariantCulture);

    private static GraphReply Error(int status, string code, string message) => Json(status, new { error = new { errorCode = code, message, details = message } });

    private static GraphReply Json(int status, object body) => new(status, "application/json;charset=UTF-8", JsonSerializer.SerializeToUtf8Bytes(body));

    private static Encoding Korean()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(949);
    }
}
