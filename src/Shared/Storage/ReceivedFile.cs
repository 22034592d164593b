namespace SnsOps.Shared.Storage;

/// <summary>A received file that is no object yet: what is not kept is gone when disposed.</summary>
public sealed class ReceivedFile : IDisposable
{
    internal ReceivedFile(string path, byte[] sha256, long bytes) => (Path, Sha256, Bytes) = (path, sha256, bytes);

    /// <summary>Of its bytes.</summary>
    public byte[] Sha256 { get; }

    /// <summary>How many.</summary>
    public long Bytes { get; }

    internal string Path { get; }

    /// <summary>To look at it before it is kept.</summary>
    public Stream OpenRead() => File.OpenRead(Path);

    /// <inheritdoc />
    public void Dispose() => File.Delete(Path);
}
