using System.Buffers.Binary;
using System.Text;

namespace SnsOps.Api.Media;

/// <summary>Reads the boxes of MP4 and QuickTime files (ISO/IEC 14496-12): only their headers, however large the file.</summary>
internal static class VideoBoxes
{
    /// <summary>No sane file has more boxes in one place; a made-up one must not keep us busy.</summary>
    private const int MostBoxes = 20_000;

    private static readonly string[] StillBrands = ["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif", "avis", "M4A ", "M4B "];

    /// <summary>The type by the first box; null when it is no video. QuickTime files from before 2005 begin without ftyp.</summary>
    public static string? Sniff(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8)
            return null;
        var type = Encoding.Latin1.GetString(head[4..8]);
        if (type is "moov" or "mdat" or "wide" or "pnot")
            return "video/quicktime";
        if (type != "ftyp" || head.Length < 12)
            return null;
        var brand = Encoding.Latin1.GetString(head[8..12]);
        return StillBrands.Contains(brand) ? null : brand == "qt  " ? "video/quicktime" : "video/mp4";
    }

    /// <summary>Size, duration and codec of the first video track; null when the file is cut off or has none.</summary>
    public static MediaFacts? Read(Stream file, string type)
    {
        if (Boxes(file, 0, file.Length) is not { } top || top.FindIndex(b => b.Type == "moov") is not (>= 0 and var moovAt) || Boxes(file, top[moovAt]) is not { } moov)
            return null;
        if (Duration(file, moov) is not { } duration)
            return null;
        foreach (var trak in moov.Where(b => b.Type == "trak"))
        {
            if (Boxes(file, trak) is { } track && Find(track, "tkhd") is { } header && Find(track, "mdia") is { } media && Boxes(file, media) is { } inner
                && Find(inner, "hdlr") is { } handler && Text(file, handler.From + 8) == "vide"
                && Size(file, header) is { Width: > 0, Height: > 0 } size)
                return new MediaFacts(type, size.Width, size.Height, duration, Codec(file, inner), top.FindIndex(b => b.Type == "mdat") is var data && (data < 0 || moovAt < data));
        }

        return null;
    }

    /// <summary>In milliseconds: of the movie, or of all its fragments.</summary>
    private static int? Duration(Stream file, List<Box> moov)
    {
        if (Find(moov, "mvhd") is not { } header || Bytes(file, header.From, 32) is not { } movie)
            return null;
        var wide = movie[0] == 1;
        var scale = BinaryPrimitives.ReadUInt32BigEndian(movie.AsSpan(wide ? 20 : 12));
        var length = wide ? BinaryPrimitives.ReadUInt64BigEndian(movie.AsSpan(24)) : BinaryPrimitives.ReadUInt32BigEndian(movie.AsSpan(16));
        if (length == 0 && Find(moov, "mvex") is { } fragments && Boxes(file, fragments) is { } extends && Find(extends, "mehd") is { } whole && Bytes(file, whole.From, 12) is { } sum)
            length = sum[0] == 1 ? BinaryPrimitives.ReadUInt64BigEndian(sum.AsSpan(4)) : BinaryPrimitives.ReadUInt32BigEndian(sum.AsSpan(4));
        var milliseconds = scale == 0 ? 0 : length * 1000.0 / scale;
        return milliseconds is >= 1 and < int.MaxValue ? (int)milliseconds : null;
    }

    /// <summary>The last eight bytes are width and height in 16.16; the matrix before them may turn the picture by a quarter.</summary>
    private static (int Width, int Height)? Size(Stream file, Box header)
    {
        if (Bytes(file, header.To - 44, 44) is not { } tail || header.To - header.From < 84)
            return null;
        var (width, height) = (BinaryPrimitives.ReadUInt16BigEndian(tail.AsSpan(36)), BinaryPrimitives.ReadUInt16BigEndian(tail.AsSpan(40)));
        var turned = BinaryPrimitives.ReadInt32BigEndian(tail) == 0 && BinaryPrimitives.ReadInt32BigEndian(tail.AsSpan(16)) == 0 && BinaryPrimitives.ReadInt32BigEndian(tail.AsSpan(4)) != 0;
        return turned ? (height, width) : (width, height);
    }

    private static string? Codec(Stream file, List<Box> media) =>
        Find(media, "minf") is { } info && Boxes(file, info) is { } parts && Find(parts, "stbl") is { } table && Boxes(file, table) is { } tables
        && Find(tables, "stsd") is { } entries ? Text(file, entries.From + 12) : null;

    private static List<Box>? Boxes(Stream file, Box parent) => Boxes(file, parent.From, parent.To);

    /// <summary>The boxes one after another; null when they do not end where they should.</summary>
    private static List<Box>? Boxes(Stream file, long from, long to)
    {
        var boxes = new List<Box>();
        for (var at = from; at < to;)
        {
            if (boxes.Count == MostBoxes || Bytes(file, at, 8) is not { } header)
                return null;
            long size = BinaryPrimitives.ReadUInt32BigEndian(header), begin = 8;
            if (size == 1)
            {
                if (Bytes(file, at + 8, 8) is not { } large)
                    return null;
                (size, begin) = (BinaryPrimitives.ReadInt64BigEndian(large), 16);
            }
            else if (size == 0)
            {
                size = to - at;              // to the end
            }

            if (size < begin || size > to - at)
                return null;
            boxes.Add(new Box(Encoding.Latin1.GetString(header, 4, 4), at + begin, at + size));
            at += size;
        }

        return boxes;
    }

    private static Box? Find(List<Box> boxes, string type) => boxes.FindIndex(b => b.Type == type) is >= 0 and var at ? boxes[at] : null;

    private static string? Text(Stream file, long at) => Bytes(file, at, 4) is { } letters ? Encoding.Latin1.GetString(letters) : null;

    private static byte[]? Bytes(Stream file, long at, int count)
    {
        if (at < 0 || at + count > file.Length)
            return null;
        var bytes = new byte[count];
        file.Position = at;
        file.ReadExactly(bytes);
        return bytes;
    }

    private readonly record struct Box(string Type, long From, long To);
}
