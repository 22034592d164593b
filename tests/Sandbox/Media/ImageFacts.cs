using System.Buffers.Binary;

namespace SnsOps.Sandbox.Media;

/// <summary>What an image's own bytes say about it.</summary>
internal sealed record ImageFacts(string Type, int Width, int Height)
{
    public const string Jpeg = "image/jpeg";
    public const string Png = "image/png";

    /// <summary>Reads type and size; null if these are not the bytes of a JPEG or PNG. Size 0 × 0 means the header does not tell.</summary>
    public static ImageFacts? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ReadJpeg(bytes);
        if (!bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]))
            return null;
        return bytes.Length < 24
            ? new ImageFacts(Png, 0, 0)
            : new ImageFacts(Png, BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
    }

    private static ImageFacts ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            // Start of frame, except the three markers of that range that mean something else.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new ImageFacts(Jpeg, BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return new ImageFacts(Jpeg, 0, 0);
    }
}
