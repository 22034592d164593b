namespace SnsOps.Shared.Storage;

/// <summary>Objects as files, spread over 256 folders; the Api serves them.</summary>
public sealed class ObjectFolder(StorageOptions options) : IObjectStore
{
    /// <inheritdoc />
    public Task PutAsync(byte[] sha256, string receivedFile, CancellationToken ct)
    {
        var path = PathOf(sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(receivedFile, path, overwrite: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<Stream> OpenReadAsync(byte[] sha256, long offset, CancellationToken ct)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The media folder has no object {Convert.ToHexStringLower(sha256)}.");
        try
        {
            var file = File.OpenRead(path);
            file.Position = offset;
            return Task.FromResult<Stream>(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The media folder does not give object {Convert.ToHexStringLower(sha256)}: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public string? Link(byte[] sha256, string type, TimeSpan life) => null;

    private string PathOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(options.Folder, name[..2], name);
    }
}
