using System.Globalization;
using System.Security.Cryptography;

namespace SnsOps.Sandbox.Models;

/// <summary>A picture that came with a question.</summary>
/// <param name="MediaType">As it was said.</param>
/// <param name="Bytes">How many arrived.</param>
/// <param name="Print">The beginning of their SHA-256: says that they are the right ones.</param>
internal sealed record ModelPicture(string MediaType, int Bytes, string Print)
{
    /// <summary>About what providers count for one.</summary>
    public const int Tokens = 765;

    /// <summary>What a model says that saw it.</summary>
    public string Seen => string.Create(CultureInfo.InvariantCulture, $"{MediaType} 그림이 보입니다. 크기는 {Bytes}바이트이고 지문은 {Print}입니다.");

    /// <summary>Reads one that came as base64, and looks whether it is what it says.</summary>
    /// <exception cref="ModelException">It is not, in the provider's words.</exception>
    public static ModelPicture Read(string mediaType, string base64, ModelPictureRules rules)
    {
        if (!rules.Types.Contains(mediaType))
            throw Refused(rules.WrongType(mediaType));
        if (base64.Length > rules.MostBase64)
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"messages.0.content.0.image.source.base64: image exceeds {rules.MostBase64 / 1024 / 1024} MB maximum: {base64.Length} bytes > {rules.MostBase64} bytes"));
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        if (base64.Length == 0 || !Convert.TryFromBase64String(base64, bytes, out var length))
            throw Refused(rules.WrongBase64);
        if (!Begins(mediaType, bytes.AsSpan(0, length)))
            throw Refused(rules.WrongBytes(mediaType));
        return new ModelPicture(mediaType, length, Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)))[..8]);
    }

    public static ModelException Refused(string message) => new(ModelError.BadPicture with { Message = message });

    private static bool Begins(string mediaType, ReadOnlySpan<byte> bytes) => mediaType switch
    {
        "image/jpeg" => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
        "image/png" => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        "image/gif" => bytes.StartsWith("GIF8"u8),
        "image/webp" => bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8),
        _ => true,
    };
}

/// <summary>What a provider takes as a picture, and how it refuses others. Only Anthropic has a limit for a single one that is met before the whole request's.</summary>
internal sealed record ModelPictureRules(string[] Types, int MostBase64, Func<string, string> WrongType, string WrongBase64, Func<string, string> WrongBytes);
