using System.Buffers.Binary;

namespace SnsOps.Api.Media;

/// <summary>What an image says of itself in its first bytes.</summary>
/// <param name="Type">image/jpeg or image/png.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Kind">What sets a JPEG apart from a plain one: mpo (several pictures of equal rank), jps (a stereo pair) or cmyk (colours for print); null: nothing.</param>
internal sealed record ImageHeader(string Type, int Width, int Height, string? Kind = null)
{
    private static ReadOnlySpan<byte> PngMagic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The type by its magic bytes; null for anything but JPEG and PNG.</summary>
    public static string? Sniff(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        _ when bytes.StartsWith(PngMagic) => "image/png",
        _ => null,
    };

    /// <summary>Type and size; null when the header is damaged.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> bytes) => Sniff(bytes) switch
    {
        "image/jpeg" => ReadJpeg(bytes),
        "image/png" => ReadPng(bytes),
        _ => null,
    };

    /// <summary>The first chunk of a PNG is IHDR: width and height are its first eight bytes.</summary>
    private static ImageHeader? ReadPng(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 33 && bytes[12..16].SequenceEqual("IHDR"u8) ? Sized("image/png", BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..])) : null;

    /// <summary>Walks the segments of a JPEG to its frame header (SOF0–SOF15 without DHT, JPG and DAC).</summary>
    private static ImageHeader? ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        string? kind = null;
        var at = 2;
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != 0xFF)
                return null;
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;                       // fill byte
                continue;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                at += 2;                    // stand-alone marker
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || marker is 0xD9 or 0xDA)
                return null;                // the end, or the scan, came before the frame
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return at + 10 <= bytes.Length
                    ? Sized("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]), kind ?? (bytes[at + 9] == 4 ? "cmyk" : null))
                    : null;
            kind ??= KindBy(marker, bytes[(at + 4)..Math.Min(at + 2 + length, bytes.Length)]);
            at += 2 + length;
        }

        return null;
    }

    /// <summary>APP2 with the index of several pictures, or APP3 of a stereo pair.</summary>
    private static string? KindBy(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xE2 when segment.StartsWith("MPF\0"u8) && PictureIndex.IsOfFrames(segment[4..]) => "mpo",
        0xE3 when segment.StartsWith("_JPSJPS_"u8) => "jps",
        _ => null,
    };

    private static ImageHeader? Sized(string type, uint width, uint height, string? kind = null) =>
        width is > 0 and < 100_000 && height is > 0 and < 100_000 ? new ImageHeader(type, (int)width, (int)height, kind) : null;
}
