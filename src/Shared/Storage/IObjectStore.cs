namespace SnsOps.Shared.Storage;

/// <summary>Where the bytes of objects are. An object's key is the SHA-256 of its bytes, so that it never changes and putting it twice is harmless.</summary>
public interface IObjectStore
{
    /// <summary>Takes a complete file from the folder of received ones.</summary>
    Task PutAsync(byte[] sha256, string receivedFile, CancellationToken ct);

    /// <summary>The object's bytes from an offset on, to be read once and forwards.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="IOException">The store does not give it now.</exception>
    Task<Stream> OpenReadAsync(byte[] sha256, long offset, CancellationToken ct);

    /// <summary>A public link of the store's own; null: the Api serves the object.</summary>
    /// <param name="sha256">The object.</param>
    /// <param name="type">The media type to be served as.</param>
    /// <param name="life">How long it opens.</param>
    string? Link(byte[] sha256, string type, TimeSpan life);
}
