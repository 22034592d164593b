using System.Buffers.Binary;
using System.Text;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Videos made of their boxes: an index that says size, length and codec, and as many bytes of no picture as wanted.</summary>
internal static class Clips
{
    /// <summary>Thirty seconds, upright.</summary>
    internal static byte[] Mp4(int bytes)
    {
        var data = new byte[bytes];
        Random.Shared.NextBytes(data.AsSpan(0, Math.Min(bytes, 1000)));
        return [.. Box("ftyp", "isom\0\0\x02\0isom"u8.ToArray()), .. Moov(), .. Box("mdat", data)];
    }

    private static byte[] Moov()
    {
        var (movie, track) = (new byte[100], new byte[84]);
        BinaryPrimitives.WriteUInt32BigEndian(movie.AsSpan(12), 1000);
        BinaryPrimitives.WriteUInt32BigEndian(movie.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(track.AsSpan(40), 0x10000);
        BinaryPrimitives.WriteInt32BigEndian(track.AsSpan(56), 0x10000);
        BinaryPrimitives.WriteUInt16BigEndian(track.AsSpan(76), 1080);
        BinaryPrimitives.WriteUInt16BigEndian(track.AsSpan(80), 1920);
        byte[] handler = [.. new byte[8], .. "vide"u8, .. new byte[13]], entries = [0, 0, 0, 0, 0, 0, 0, 1, .. Box("avc1", new byte[8])];
        return Box("moov", [.. Box("mvhd", movie), .. Box("trak", [.. Box("tkhd", track), .. Box("mdia", [.. Box("hdlr", handler), .. Box("minf", Box("stbl", Box("stsd", entries)))])])]);
    }

    private static byte[] Box(string type, byte[] content)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, content.Length + 8);
        return [.. size, .. Encoding.Latin1.GetBytes(type), .. content];
    }
}
