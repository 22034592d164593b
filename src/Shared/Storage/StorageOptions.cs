using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Storage;

/// <summary>Where media lives. Section "Storage".</summary>
public sealed class StorageOptions
{
    /// <summary>Folder in which files are received; without a bucket (<see cref="S3Options"/>) also that of the objects, and then every process sees the same one.</summary>
    [Required] public string Folder { get; init; } = "";

    /// <summary>Where platforms reach <c>/media/…</c> of the Api, such as https://media.example.com.</summary>
    [Required, Url] public string PublicBaseUrl { get; init; } = "";

    /// <summary>Base64 of 32 bytes: signs the public links.</summary>
    [Required] public string SigningKey { get; init; } = "";
}
