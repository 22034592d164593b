using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>One file of a claimed publication, and what the platform gave for it already.</summary>
/// <param name="PublicationId">Whose.</param>
/// <param name="Position">Its place, from 0.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Type">Such as image/jpeg or video/mp4.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Part">A child container, an unpublished photo, an upload's session.</param>
/// <param name="PartAt">Since when.</param>
internal sealed record OutgoingMedia(Guid PublicationId, int Position, byte[] Sha256, string Type, long Bytes, string? Part, DateTimeOffset? PartAt)
{
    /// <summary>Whether it is one.</summary>
    public bool IsVideo => Type.StartsWith("video/", StringComparison.Ordinal);

    /// <summary>The platform has said that its part is ready. Known to this run only.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Its bytes from an offset on, read once and forwards.</summary>
    /// <exception cref="MediaUnreadableException">The storage does not give them.</exception>
    public async Task<Stream> OpenAsync(MediaStore media, long offset, CancellationToken ct)
    {
        try
        {
            return await media.OpenReadAsync(Sha256, offset, ct);
        }
        catch (IOException e)
        {
            throw new MediaUnreadableException(this, e);
        }
    }
}
