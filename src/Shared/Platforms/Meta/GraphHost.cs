using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>A host of the Graph API.</summary>
/// <param name="Address">Scheme and host.</param>
/// <param name="Calls">What all addresses of calls begin with.</param>
/// <param name="Secret">Of the app it knows; empty: calls are sent without a proof.</param>
internal sealed record GraphHost(Uri Address, string Calls, byte[] Secret)
{
    private readonly ConditionalWeakTable<ConnectedAccount, string> _proofs = [];

    /// <summary>That whoever holds the token knows the app's secret, too; null without one. Kept for as long as the account is.</summary>
    public string? ProofOf(ConnectedAccount account) => Secret.Length == 0 ? null : _proofs.GetValue(
        account, holder => Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(holder.Token))));

    public static GraphHost Of(string url, string version, string secret)
    {
        var root = url.TrimEnd('/') + "/";
        return new GraphHost(new Uri(root), $"{root}{version}/", Encoding.UTF8.GetBytes(secret));
    }
}
