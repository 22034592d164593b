using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace SnsOps.Sandbox.Graph.OAuth;

/// <summary>The Meta app that calls: its id, secret and what is derived from them.</summary>
internal sealed class AppCredentials(IOptions<SandboxOptions> options)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.Value.AppSecret);
    private readonly ConcurrentDictionary<string, string> _proofs = new(StringComparer.Ordinal);

    public string AppId => options.Value.AppId;

    public string InstagramAppId => options.Value.InstagramAppId;

    public bool IsInstagramSecret(string? clientSecret) => clientSecret == options.Value.InstagramAppSecret;

    public bool ProofRequired => options.Value.RequireAppSecretProof;

    public bool IsSecret(string? clientId, string? clientSecret) =>
        clientId == AppId && CryptographicOperations.FixedTimeEquals(_secret, Encoding.UTF8.GetBytes(clientSecret ?? ""));

    /// <summary>`{app-id}|{app-secret}`, the token of the app itself.</summary>
    public bool IsAppToken(string token)
    {
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        return bar > 0 && IsSecret(token[..bar], token[(bar + 1)..]);
    }

    /// <summary>hex(HMAC-SHA256(app secret, access token)). https://developers.facebook.com/docs/graph-api/guides/secure-requests</summary>
    public void CheckProof(string token, string? proof)
    {
        if (string.IsNullOrEmpty(proof))
        {
            if (ProofRequired)
                throw ProofError("API calls from the server require an appsecret_proof argument");
            return;
        }
        if (!string.Equals(proof, _proofs.GetOrAdd(token, ProofOf), StringComparison.OrdinalIgnoreCase))
            throw ProofError("Invalid appsecret_proof provided in the API argument");
    }

    private string ProofOf(string token) => Convert.ToHexStringLower(HMACSHA256.HashData(
        token.StartsWith(InstagramTokens.Prefix, StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(options.Value.InstagramAppSecret) : _secret, Encoding.UTF8.GetBytes(token)));

    private static GraphException ProofError(string message) => new GraphError(100, message) { Type = "GraphMethodException" }.Thrown();
}
