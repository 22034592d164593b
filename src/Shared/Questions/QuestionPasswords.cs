using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SnsOps.Shared.Security;

namespace SnsOps.Shared.Questions;

/// <summary>Passwords of the logins that questions run as: they follow from the installation's current key and are kept nowhere.</summary>
public sealed class QuestionPasswords(SecurityOptions security)
{
    private const int Rounds = 4096;

    /// <summary>The password of a client's login: ASCII letters.</summary>
    public string Of(Guid clientId) => Convert.ToHexStringLower(HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Convert.FromBase64String(security.TokenKeys[security.CurrentKey]), 32, info: Encoding.UTF8.GetBytes($"snsops question login {clientId}")));

    /// <summary>What PostgreSQL stores instead of it (SCRAM, RFC 5803): so the password is never sent, and no log of statements has it.</summary>
    public string VerifierOf(Guid clientId)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(Of(clientId)), salt, Rounds, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture, $"SCRAM-SHA-256${Rounds}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
