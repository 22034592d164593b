using System.Net;
using System.Text.Json;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>Below every provider's SDK: turns whatever is no answer into a classified failure before the SDK puts its own words around it, and drops Retry-After.</summary>
internal sealed class LlmHttp(HttpMessageHandler sockets) : DelegatingHandler(sockets)
{
    private const int LongestError = 64 * 1024;

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
        401 or 403 => LlmError.KeyRefused,
        404 => LlmError.NoModel,
        408 or >= 500 => LlmError.ServerError,
        413 => LlmError.TooLong,
        _ when code is "context_length_exceeded" or "string_above_max_length" => LlmError.TooLong,
        _ when code is "content_filter" or "content_policy_violation" => LlmError.Filtered,
        _ => LlmError.BadRequest,
    };

    /// <summary>The provider's word for it: error.code, error.type or error.status. Its sentences may quote what was asked and are never kept.</summary>
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
            return Word(error, "code") ?? Word(error, "status") ?? Word(error, "type");
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException or InvalidOperationException)
        {
            return null;            // the status says enough
        }
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
