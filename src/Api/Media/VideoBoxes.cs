using System.Buffers.Binary;
using System.Text;

namespace SnsOps.Api.Media;

/// <summary>Reads the boxes of MP4 and QuickTime files (ISO/IEC 14496-12): only their headers, however large the file.</summary>
internal static class VideoBoxes
{
    /// <summary>Of a real video three or four; what a hostile file lists beyond is not held in memory.</summary>
    private const int MostTracks = 32;

    /// <summary>No sane file has more boxes in one place; a made-up one must not keep us busy.</summary>
    private const int MostBoxes = 20_000;

    /// <summary>So many runs of picture times tell the rate well enough, however many more there are.</summary>
    private const int MostRuns = 65_536;

    /// <summary>The mean is the rate where most pictures are shown about as long as that: clocks are coarse.</summary>
    private const double Steady = 1.05;

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

    /// <summary>Size, duration, codec and rate of the first video track, and the codec of the first sound; null when the file is cut off or has no pictures.</summary>
    public static MediaFacts? Read(Stream file, string type)
    {
        if (Boxes(file, 0, file.Length) is not { } top || top.FindIndex(b => b.Type == "moov") is not (>= 0 and var moovAt) || Boxes(file, top[moovAt]) is not { } moov)
            return null;
        if (Duration(file, moov) is not { } duration)
            return null;
        var tracks = moov.Where(b => b.Type == "trak").Take(MostTracks).Select(b => Open(file, b)).OfType<Track>().ToList();
        var sound = tracks.Find(t => t.Handler == "soun");
        foreach (var track in tracks.Where(t => t.Handler == "vide"))
        {
            if (Size(file, track.Header) is { Width: > 0, Height: > 0 } size)
                return new MediaFacts(
                    type, size.Width, size.Height, duration, Codec(file, track), top.FindIndex(b => b.Type == "mdat") is var data && (data < 0 || moovAt < data),
                    FramesPerSecond(file, track), sound is null ? null : Codec(file, sound));
        }

        return null;
    }

    private static Track? Open(Stream file, Box trak) =>
        Boxes(file, trak) is { } parts && Find(parts, "tkhd") is { } header && Find(parts, "mdia") is { } media && Boxes(file, media) is { } inner && Find(inner, "hdlr") is { } handler
            ? new Track(Text(file, handler.From + 8), header, inner, Tables(file, inner)) : null;

    private static List<Box> Tables(Stream file, List<Box> media) =>
        Find(media, "minf") is { } info && Boxes(file, info) is { } parts && Find(parts, "stbl") is { } table && Boxes(file, table) is { } tables ? tables : [];

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

    private static string? Codec(Stream file, Track track) => Find(track.Tables, "stsd") is { } entries && entries.To - entries.From >= 16 ? Text(file, entries.From + 12) : null;

    /// <summary>
    /// On average, by how long its pictures are shown (stts, in units of mdhd); null where the index does not tell, as in files of fragments, and where most pictures come
    /// faster than that: a screen recording stands still between, and what the platform makes of it only the platform knows.
    /// </summary>
    private static double? FramesPerSecond(Stream file, Track track)
    {
        if (Find(track.Media, "mdhd") is not { } header || Bytes(file, header.From, 24) is not { } media || Find(track.Tables, "stts") is not { } times || Bytes(file, times.From, 8) is not { } head)
            return null;
        var count = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)), Math.Min(MostRuns, (times.To - times.From - 8) / 8));
        if (count < 1 || Bytes(file, times.From + 8, count * 8) is not { } shown)
            return null;
        var runs = new (uint Shown, uint Many)[count];
        var (pictures, units) = (0.0, 0.0);
        for (var run = 0; run < count; run++)
        {
            runs[run] = (BinaryPrimitives.ReadUInt32BigEndian(shown.AsSpan((run * 8) + 4)), BinaryPrimitives.ReadUInt32BigEndian(shown.AsSpan(run * 8)));
            (pictures, units) = (pictures + runs[run].Many, units + ((double)runs[run].Many * runs[run].Shown));
        }

        var rate = units > 0 ? pictures * BinaryPrimitives.ReadUInt32BigEndian(media.AsSpan(media[0] == 1 ? 20 : 12)) / units : 0;
        return rate > 0 && units / pictures <= Usual(runs, pictures) * Steady ? rate : null;
    }

    /// <summary>At least half of the pictures are shown so long, or shorter.</summary>
    private static uint Usual((uint Shown, uint Many)[] runs, double pictures)
    {
        Array.Sort(runs);
        var passed = 0.0;
        foreach (var (shown, many) in runs)
        {
            if ((passed += many) * 2 >= pictures)
                return shown;
        }

        return 0;
    }

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

    /// <summary>Four letters; what is none, such as the NUL in QuickTime's "ms\0U", is a question mark.</summary>
    private static string? Text(Stream file, long at) => Bytes(file, at, 4) is { } letters ? string.Concat(letters.Select(b => b is >= 0x20 and < 0x7F ? (char)b : '?')) : null;

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

    /// <summary>What is looked at of a track: its kind, tkhd, the boxes of mdia and those of stbl.</summary>
    private sealed record Track(string? Handler, Box Header, List<Box> Media, List<Box> Tables);
}
