namespace SnsOps.Shared.Storage;

/// <summary>A received file that is no object yet: it is kept, or gone when disposed.</summary>
public sealed class ReceivedFile : IDisposable
{
    private readonly string _temporary, _path;

    internal ReceivedFile(string temporary, string path, byte[] sha256, long bytes) =>
        (_temporary, _path, Sha256, Bytes) = (temporary, path, sha256, bytes);

    /// <summary>Of its bytes.</summary>
    public byte[] Sha256 { get; }

    /// <summary>How many.</summary>
    public long Bytes { get; }

    /// <summary>To look at it before it is kept.</summary>
    public Stream OpenRead() => File.OpenRead(_temporary);

    /// <summary>Makes it an object, under its hash.</summary>
    public void Keep()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <inheritdoc />
    public void Dispose() => File.Delete(_temporary);
}
