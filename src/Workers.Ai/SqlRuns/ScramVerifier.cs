using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Workers.Ai.SqlRuns;

/// <summary>What PostgreSQL stores instead of a password (RFC 5803): so it is never sent, and no log of statements has it.</summary>
internal static class ScramVerifier
{
    private const int Rounds = 4096;

    /// <summary>The verifier of a password that consists of ASCII letters.</summary>
    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Rounds, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture, $"SCRAM-SHA-256${Rounds}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
