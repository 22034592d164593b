using System.Buffers;
using System.Security.Cryptography;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Uploads;

/// <summary>The bytes of unfinished uploads, on disk: nothing of a file is held in memory, and a finished one leaves its hash only.</summary>
internal sealed class UploadFiles(Store store)
{
    private const int Buffer = 81_920;
    private readonly string _folder = Path.Combine(store.DataFolder, "uploads");

    /// <summary>Writes what comes from a place of the file on, at most so much of it, and tells how much it was so far: the line may break.</summary>
    public async Task AppendAsync(Upload upload, long from, Stream bytes, long most, Action<long> progress, CancellationToken ct)
    {
        Directory.CreateDirectory(_folder);
        await using var file = new FileStream(PathOf(upload), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Position = from;
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        var total = 0L;
        try
        {
            for (int read; total < most && (read = await bytes.ReadAsync(buffer.AsMemory(0, (int)Math.Min(Buffer, most - total)), ct)) > 0;)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                progress(total += read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<string> HashAsync(Upload upload, CancellationToken ct)
    {
        await using var file = File.OpenRead(PathOf(upload));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    public void Remove(Upload upload) => File.Delete(PathOf(upload));

    private string PathOf(Upload upload) => Path.Combine(_folder, upload.Id);
}
