using System.Net;
using System.Text.Json;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>Below every provider's SDK: turns whatever is no answer into a classified failure before the SDK puts its own words around it, and drops Retry-After.</summary>
internal sealed class LlmHttp(HttpMessageHandler sockets) : DelegatingHandler(sockets)
{
    private const int LongestError = 64 * 1024;

    /// <summary>Our word for an empty account at Anthropic, which has none for it but a sentence.</summary>
    private const string NoCredit = "no_credit";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new LlmCallException(new LlmFault(LlmError.Unreachable, Code: e.HttpRequestError.ToString()));
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var code = await CodeAsync(response, cancellationToken);
            throw new LlmCallException(new LlmFault(ErrorOf(response.StatusCode, code), (int)response.StatusCode, code, RetryAfter(response)));
        }
    }

    private static LlmError ErrorOf(HttpStatusCode status, string? code) => (int)status switch
    {
        429 => LlmError.RateLimited,
        401 or 402 or 403 => LlmError.KeyRefused,
        404 => LlmError.NoModel,
        408 or >= 500 => LlmError.ServerError,
        413 => LlmError.TooLong,
        400 when code is "API_KEY_INVALID" or "API_KEY_EXPIRED" or "FAILED_PRECONDITION" or "billing_hard_limit_reached" or "billing_not_active" or "insufficient_quota" or NoCredit => LlmError.KeyRefused,
        _ when code is "context_length_exceeded" or "string_above_max_length" => LlmError.TooLong,
        _ when code is "content_filter" or "content_policy_violation" => LlmError.Filtered,
        _ => LlmError.BadRequest,
    };

    /// <summary>The provider's word for it: error.code, error.type or error.status, or what it hides below. Its sentences may quote what was asked and are never kept.</summary>
    private static async Task<string?> CodeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            var bytes = new byte[LongestError];
            var length = await stream.ReadAtLeastAsync(bytes, LongestError, throwOnEndOfStream: false, ct);
            using var body = JsonDocument.Parse(bytes.AsMemory(0, length));
            if (!body.RootElement.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
                return null;
            return Reason(error) ?? Word(error, "code") ?? Word(error, "status") ?? Word(error, "type");
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException or InvalidOperationException)
        {
            return null;            // the status says enough
        }
    }

    /// <summary>Two say of a bad request only by a detail, or a sentence, that it is the account that is bad. https://cloud.google.com/apis/design/errors#error_info</summary>
    private static string? Reason(JsonElement error)
    {
        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
            return details.EnumerateArray().Where(d => d.ValueKind == JsonValueKind.Object).Select(d => Word(d, "reason")).FirstOrDefault(r => r is "API_KEY_INVALID" or "API_KEY_EXPIRED");
        return error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            && message.GetString()!.StartsWith("Your credit balance is too low", StringComparison.Ordinal) ? NoCredit : null;
    }

    private static string? Word(JsonElement error, string name) =>
        error.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String && word.GetString() is { Length: > 0 and <= 60 } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow is { Ticks: > 0 } wait ? wait : null,
        _ => null,
    };
}
