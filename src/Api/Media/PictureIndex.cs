using System.Buffers.Binary;

namespace SnsOps.Api.Media;

/// <summary>The index of a JPEG with more pictures than one (CIPA DC-007, segment APP2 "MPF").</summary>
/// <remarks>Cameras and phones add previews and brightness maps to plain JPEGs that way, and those are one picture to everybody. An MPO has frames of equal rank: of two eyes, of a panorama, of several angles.</remarks>
internal static class PictureIndex
{
    private const ushort EntriesTag = 0xB002;
    private const int FieldBytes = 12, EntryBytes = 16;
    private const uint Class = 0xFF0000, Frames = 0x020000;

    /// <summary>Whether its pictures are frames; an index that cannot be read is taken for one of those.</summary>
    /// <param name="index">What follows "MPF\0": a TIFF header and a directory, whose offsets count from its beginning.</param>
    public static bool IsOfFrames(ReadOnlySpan<byte> index)
    {
        var little = index.StartsWith("II"u8);
        if (index.Length < 8 || (!little && !index.StartsWith("MM"u8)))
            return true;
        var directory = Number(index[4..], little);
        if (directory > index.Length - 2)
            return true;
        var fields = Short(index[(int)directory..], little);
        for (var at = (int)directory + 2; fields > 0 && at + FieldBytes <= index.Length; at += FieldBytes, fields--)
        {
            if (Short(index[at..], little) == EntriesTag)
                return HasFrames(index, Number(index[(at + 8)..], little), Number(index[(at + 4)..], little), little);
        }

        return true;
    }

    private static bool HasFrames(ReadOnlySpan<byte> index, long from, long bytes, bool little)
    {
        if (from + bytes > index.Length)
            return true;
        for (var entries = index.Slice((int)from, (int)bytes); entries.Length >= EntryBytes; entries = entries[EntryBytes..])
        {
            if ((Number(entries, little) & Class) == Frames)
                return true;
        }

        return false;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, bool little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
