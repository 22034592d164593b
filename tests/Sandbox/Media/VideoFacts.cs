using System.Buffers.Binary;

namespace SnsOps.Sandbox.Media;

/// <summary>What the first bytes of a video say about it, as far as one that is read while it arrives can tell.</summary>
/// <param name="Seconds">Null when the index does not come first.</param>
internal sealed record VideoFacts(string Type, double? Seconds)
{
    /// <summary>As many bytes as are looked at.</summary>
    public const int Head = 64 * 1024;

    /// <summary>Null if these are not the first bytes of an MP4 or QuickTime video.</summary>
    public static VideoFacts? Read(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..8].SequenceEqual("ftyp"u8))
            return null;
        var type = head[8..12].SequenceEqual("qt  "u8) ? "video/quicktime" : "video/mp4";
        var (movie, data) = (head.IndexOf("mvhd"u8), head.IndexOf("mdat"u8));
        if (movie < 0 || movie + 24 > head.Length || (data >= 0 && data < movie))
            return new VideoFacts(type, null);
        var wide = head[movie + 4] == 1;
        var scale = BinaryPrimitives.ReadUInt32BigEndian(head[(movie + (wide ? 24 : 16))..]);
        var length = wide ? BinaryPrimitives.ReadUInt64BigEndian(head[(movie + 28)..]) : BinaryPrimitives.ReadUInt32BigEndian(head[(movie + 20)..]);
        return new VideoFacts(type, scale == 0 ? null : (double)length / scale);
    }
}
