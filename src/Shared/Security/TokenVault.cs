using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Shared.Security;

/// <summary>Keys of this installation. Section "Security"; from the environment or a secret store only.</summary>
public sealed class SecurityOptions
{
    /// <summary>The key new secrets are written with.</summary>
    [Required] public string CurrentKey { get; init; } = "";

    /// <summary>Key id → base64 of 32 bytes. Old keys stay until everything is written anew.</summary>
    [MinLength(1)] public Dictionary<string, string> TokenKeys { get; init; } = [];

    /// <summary>Base64 of at least 32 bytes: signs access tokens. Needed by the Api only.</summary>
    public string JwtSecret { get; init; } = "";
}

/// <summary>Encrypts platform tokens: AES-256-GCM, random 12-byte nonce, the account id as associated data, key id beside the text.</summary>
/// <remarks>Bytes: nonce (12) || ciphertext || tag (16).</remarks>
public sealed class TokenVault
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Dictionary<string, byte[]> _keys;

    /// <summary>Reads the key ring.</summary>
    /// <exception cref="InvalidOperationException">A key is not 32 bytes, or the current one is missing.</exception>
    public TokenVault(SecurityOptions options)
    {
        _keys = options.TokenKeys.ToDictionary(k => k.Key, k => Key(k.Key, k.Value));
        CurrentKey = _keys.ContainsKey(options.CurrentKey) ? options.CurrentKey
            : throw new InvalidOperationException($"Security:CurrentKey '{options.CurrentKey}' is not among Security:TokenKeys");
    }

    /// <summary>The id of the key <see cref="Seal"/> uses.</summary>
    public string CurrentKey { get; }

    /// <summary>Whether this process was given a key: without it a token is no worse than before, the process is.</summary>
    public bool Knows(string keyId) => _keys.ContainsKey(keyId);

    /// <summary>Encrypts a token of an account with the current key.</summary>
    public byte[] Seal(Guid accountId, string token)
    {
        var text = Encoding.UTF8.GetBytes(token);
        var sealedBytes = new byte[NonceBytes + text.Length + TagBytes];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_keys[CurrentKey], TagBytes);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceBytes), text, sealedBytes.AsSpan(NonceBytes, text.Length), sealedBytes.AsSpan(NonceBytes + text.Length), accountId.ToByteArray(bigEndian: true));
        return sealedBytes;
    }

    /// <summary>Decrypts a token.</summary>
    /// <exception cref="CryptographicException">The bytes were changed, belong to another account, or the key is not known.</exception>
    public string Open(Guid accountId, string keyId, byte[] sealedBytes)
    {
        if (!_keys.TryGetValue(keyId, out var key))
            throw new CryptographicException($"token key '{keyId}' is not configured");
        if (sealedBytes.Length < NonceBytes + TagBytes)
            throw new CryptographicException("a sealed token is too short");
        var text = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedBytes.AsSpan(0, NonceBytes), sealedBytes.AsSpan(NonceBytes, text.Length), sealedBytes.AsSpan(NonceBytes + text.Length), text, accountId.ToByteArray(bigEndian: true));
        return Encoding.UTF8.GetString(text);
    }

    private static byte[] Key(string id, string base64)
    {
        var key = Convert.FromBase64String(base64);
        return key.Length == 32 ? key : throw new InvalidOperationException($"Security:TokenKeys:{id} must be 32 bytes in base64");
    }
}
