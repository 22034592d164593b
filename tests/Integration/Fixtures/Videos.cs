using System.Buffers.Binary;
using System.Text;

namespace SnsOps.Integration.Fixtures;

/// <summary>Videos made of their boxes: an index that says size, length and codec, and as many bytes of nothing as wanted.</summary>
public static class Videos
{
    /// <summary>An MP4 or, by its brand, a MOV.</summary>
    public static byte[] Mp4(ushort width = 1080, ushort height = 1920, uint milliseconds = 8_000, int bytes = 2_000, bool moovFirst = true, string brand = "isom", byte fill = 0)
    {
        byte[] head = Box("ftyp", [.. Encoding.Latin1.GetBytes(brand), 0, 0, 2, 0, .. "isom"u8]);
        var data = new byte[bytes];
        Array.Fill(data, fill);
        var (moov, mdat) = (Moov(width, height, milliseconds), Box("mdat", data));
        return moovFirst ? [.. head, .. moov, .. mdat] : [.. head, .. mdat, .. moov];
    }

    private static byte[] Moov(ushort width, ushort height, uint milliseconds)
    {
        var mvhd = new byte[100];
        BinaryPrimitives.WriteUInt32BigEndian(mvhd.AsSpan(12), 1000);
        BinaryPrimitives.WriteUInt32BigEndian(mvhd.AsSpan(16), milliseconds);
        var tkhd = new byte[84];
        BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(40), 0x10000);
        BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(56), 0x10000);
        BinaryPrimitives.WriteUInt16BigEndian(tkhd.AsSpan(76), width);
        BinaryPrimitives.WriteUInt16BigEndian(tkhd.AsSpan(80), height);
        byte[] hdlr = [.. new byte[8], .. "vide"u8, .. new byte[13]], stsd = [0, 0, 0, 0, 0, 0, 0, 1, .. Box("avc1", new byte[8])];
        return Box("moov", [.. Box("mvhd", mvhd), .. Box("trak", [.. Box("tkhd", tkhd), .. Box("mdia", [.. Box("hdlr", hdlr), .. Box("minf", Box("stbl", Box("stsd", stsd)))])])]);
    }

    private static byte[] Box(string type, byte[] content)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, content.Length + 8);
        return [.. size, .. Encoding.Latin1.GetBytes(type), .. content];
    }
}

/// <summary>A stored file, as a content has it.</summary>
public sealed record StoredMedia(byte[] Sha256, string Type, long Bytes, int? DurationMs)
{
    /// <summary>As the ledger names it.</summary>
    public string Hex => Convert.ToHexStringLower(Sha256);
}
