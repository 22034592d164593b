using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Api.Webhooks;

/// <summary>X-Hub-Signature-256: HMAC-SHA256 with the app's secret over the bytes as they came. https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads</summary>
internal sealed class MetaSignature
{
    private const string Prefix = "sha256=";
    private readonly byte[][] _secrets;

    public MetaSignature(WebhookOptions options, IConfiguration configuration) =>
        _secrets = [.. options.AppSecrets.Values.Prepend(configuration["Meta:AppSecret"] ?? "").Where(s => s.Length > 0).Distinct().Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether one of our apps has signed these bytes. All secrets are tried, in constant time each.</summary>
    public bool IsValid(ReadOnlySpan<byte> body, string? header)
    {
        Span<byte> signed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (header is null || !header.StartsWith(Prefix, StringComparison.Ordinal) || header.Length != Prefix.Length + (2 * signed.Length)
            || Convert.FromHexString(header.AsSpan(Prefix.Length), signed, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        var valid = false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in _secrets)
        {
            HMACSHA256.HashData(secret, body, expected);
            valid |= CryptographicOperations.FixedTimeEquals(expected, signed);
        }

        return valid;
    }
}
