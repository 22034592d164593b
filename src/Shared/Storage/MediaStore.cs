using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Shared.Storage;

/// <summary>Content-addressed media: received, kept under the SHA-256 of the bytes, read, and linked to for platforms that pull it.</summary>
public sealed class MediaStore(StorageOptions options, IObjectStore objects, TimeProvider clock)
{
    private readonly byte[] _key = Convert.FromBase64String(options.SigningKey);

    /// <summary>Stores a stream; the same bytes twice are one object.</summary>
    /// <param name="content">Read to its end.</param>
    /// <param name="maxBytes">More than that is refused.</param>
    /// <param name="ct">Stops the copy; nothing half-written stays.</param>
    /// <returns>The hash and the size in bytes, or null when there were more than <paramref name="maxBytes"/>.</returns>
    public async Task<(byte[] Sha256, long Bytes)?> PutAsync(Stream content, long maxBytes, CancellationToken ct)
    {
        using var received = await ReceiveAsync(content, maxBytes, ct);
        if (received is null)
            return null;
        await KeepAsync(received, ct);
        return (received.Sha256, received.Bytes);
    }

    /// <summary>Receives a stream beside the objects, to be looked at before it becomes one. Never held whole in memory.</summary>
    /// <returns>Null when there were more than <paramref name="maxBytes"/>.</returns>
    public async Task<ReceivedFile?> ReceiveAsync(Stream content, long maxBytes, CancellationToken ct)
    {
        Directory.CreateDirectory(options.Folder);
        var temporary = Path.Combine(options.Folder, $".{Guid.NewGuid():N}");
        var received = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long total = 0;
            await using (var file = File.Create(temporary))
            {
                var buffer = new byte[81920];
                int read;
                while ((read = await content.ReadAsync(buffer, ct)) > 0)
                {
                    if ((total += read) > maxBytes)
                        return null;
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                }

                file.Flush(flushToDisk: true);
            }

            received = true;
            return new ReceivedFile(temporary, hash.GetHashAndReset(), total);
        }
        finally
        {
            if (!received)
                File.Delete(temporary);
        }
    }

    /// <summary>Makes a received file an object, under its hash.</summary>
    public Task KeepAsync(ReceivedFile received, CancellationToken ct) => objects.PutAsync(received.Sha256, received.Path, ct);

    /// <summary>The object's bytes from an offset on, for platforms that are sent them: read once and forwards.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="IOException">The store does not give it now.</exception>
    public Task<Stream> OpenReadAsync(byte[] sha256, long offset, CancellationToken ct) => objects.OpenReadAsync(sha256, offset, ct);

    /// <summary>A public link a platform can pull the object from until <paramref name="until"/>.</summary>
    public string Link(byte[] sha256, string type, DateTimeOffset until)
    {
        if (objects.Link(sha256, type, until - clock.GetUtcNow()) is { } direct)
            return direct;
        return options.PublicBaseUrl.TrimEnd('/') + OwnLink(sha256, type, until);
    }

    /// <summary>The same as an address at the Api itself, whatever the store: for pages that may load nothing from elsewhere.</summary>
    public string OwnLink(byte[] sha256, string type, DateTimeOffset until)
    {
        var name = Convert.ToHexStringLower(sha256);
        var expires = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"/media/{name}?t={Uri.EscapeDataString(type)}&e={expires}&s={Sign(name, type, expires)}";
    }

    /// <summary>True when a link to the Api was made by <see cref="Link"/> and has not ended.</summary>
    public bool IsValid(string name, string type, string expires, string signature) =>
        long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > clock.GetUtcNow().ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Sign(name, type, expires)));

    private string Sign(string name, string type, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}\n{type}\n{expires}")));
}
