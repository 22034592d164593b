using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Storage;

/// <summary>A bucket of any S3. Section "Storage:S3"; without it the objects are files.</summary>
public sealed class S3Options
{
    /// <summary>Its name; it exists already.</summary>
    [Required] public string Bucket { get; init; } = "";

    /// <summary>In front of each object's key, such as "snsops/".</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where an S3 that is not Amazon's is reached; null: Amazon's in <see cref="Region"/>. Platforms pull media from here: it must be public.</summary>
    [Url] public string? ServiceUrl { get; init; }

    /// <summary>Signed into every request; most other S3 take any.</summary>
    [Required] public string Region { get; init; } = "ap-northeast-2";

    /// <summary>The bucket in the path instead of the host name, as most other S3 want it.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Of the key; null: the SDK finds credentials by itself (environment, instance role).</summary>
    public string? AccessKey { get; init; }

    /// <summary>Of the key.</summary>
    public string? SecretKey { get; init; }
}
