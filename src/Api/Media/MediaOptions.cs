using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Media;

/// <summary>How large a file staff may upload. Section "Media".</summary>
internal sealed class MediaOptions
{
    /// <summary>An image, in megabytes (1024 × 1024 bytes).</summary>
    [Range(1, 100)] public int ImageMegabytes { get; init; } = 8;

    /// <summary>A video, in megabytes.</summary>
    [Range(1, 10_240)] public int VideoMegabytes { get; init; } = 1024;

    /// <summary>Of a file of this type, in bytes.</summary>
    public long MostBytes(string type) => Megabytes(type) * 1024L * 1024;

    /// <summary>Of a file of this type.</summary>
    public int Megabytes(string type) => MediaFacts.IsVideo(type) ? VideoMegabytes : ImageMegabytes;
}
