using System.Security.Cryptography;

namespace SnsOps.Local.State;

/// <summary>What this installation alone knows, made once. Removing the file means starting over (<c>up --fresh</c>).</summary>
/// <param name="TokenKey">AES-256 key of the accounts' tokens, base64.</param>
/// <param name="JwtSecret">Signs access tokens, base64.</param>
/// <param name="StorageSigningKey">Signs media URLs, base64.</param>
/// <param name="PostgresPassword">Of the cluster's only login role.</param>
/// <param name="DemoPassword">Of every demo login.</param>
/// <param name="MetaAppSecret">Shared with the sandbox, as the real one is with Meta.</param>
public sealed record Secrets(
    string TokenKey, string JwtSecret, string StorageSigningKey, string PostgresPassword, string DemoPassword, string MetaAppSecret)
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Reads the secrets of a state folder, or makes them.</summary>
    public static Secrets LoadOrCreate(string path)
    {
        if (StateFile.Read<Secrets>(path) is { } known)
            return known;
        var made = new Secrets(
            Key(), Key(), Key(),
            RandomNumberGenerator.GetString(Letters, 32), RandomNumberGenerator.GetString(Letters, 12),
            RandomNumberGenerator.GetHexString(32, lowercase: true));
        StateFile.Write(path, made);
        return made;
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
