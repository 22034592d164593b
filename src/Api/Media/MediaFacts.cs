namespace SnsOps.Api.Media;

/// <summary>What a file says of itself, whatever its name or Content-Type claim.</summary>
/// <param name="Type">image/jpeg, image/png, video/mp4 or video/quicktime.</param>
/// <param name="Width">In pixels, as shown: a turned phone video is upright.</param>
/// <param name="Height">In pixels, as shown.</param>
/// <param name="DurationMs">Of a video.</param>
/// <param name="VideoCodec">Of a video: the sample entry's four letters, such as avc1 or hvc1.</param>
/// <param name="MoovFirst">Of a video: its index comes before its pictures, so that it can be read while it arrives.</param>
/// <param name="FramesPerSecond">Of a video that keeps about one rate.</param>
/// <param name="AudioCodec">Of a video with sound: four letters, such as mp4a (AAC).</param>
/// <param name="JpegKind">Of a JPEG that is no plain one: mpo, jps or cmyk.</param>
internal sealed record MediaFacts(
    string Type, int Width, int Height, int? DurationMs = null, string? VideoCodec = null, bool? MoovFirst = null, double? FramesPerSecond = null, string? AudioCodec = null, string? JpegKind = null)
{
    /// <summary>As many first bytes as <see cref="Sniff"/> looks at.</summary>
    public const int SniffedBytes = 12;

    /// <summary>An image's header lies within so many bytes, behind its metadata and colour profile.</summary>
    private const int HeaderBytes = 1024 * 1024;

    /// <summary>The types that are taken.</summary>
    public static IReadOnlyList<string> Types { get; } = ["image/jpeg", "image/png", "video/mp4", "video/quicktime"];

    /// <summary>Whether a type is a video's.</summary>
    public static bool IsVideo(string type) => type.StartsWith("video/", StringComparison.Ordinal);

    /// <summary>The type by the first bytes; null for anything that is not taken.</summary>
    public static string? Sniff(ReadOnlySpan<byte> head) => ImageHeader.Sniff(head) ?? VideoBoxes.Sniff(head);

    /// <summary>Reads them; null when the file is damaged.</summary>
    public static MediaFacts? Read(Stream file)
    {
        var head = new byte[(int)Math.Min(file.Length, HeaderBytes)];
        file.ReadExactly(head);
        if (VideoBoxes.Sniff(head) is { } type)
            return VideoBoxes.Read(file, type);
        return ImageHeader.Read(head) is { } image ? new MediaFacts(image.Type, image.Width, image.Height, JpegKind: image.Kind) : null;
    }
}
