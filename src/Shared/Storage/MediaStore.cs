using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Shared.Storage;

/// <summary>Where media lives. Section "Storage".</summary>
public sealed class StorageOptions
{
    /// <summary>Folder of the objects; every process sees the same one.</summary>
    [Required] public string Folder { get; init; } = "";

    /// <summary>Where platforms reach <c>/media/…</c> of the Api, such as https://media.example.com.</summary>
    [Required, Url] public string PublicBaseUrl { get; init; } = "";

    /// <summary>Base64 of 32 bytes: signs the public links.</summary>
    [Required] public string SigningKey { get; init; } = "";
}

/// <summary>Content-addressed media: the object key is the SHA-256 of the bytes, which never change.</summary>
public sealed class MediaStore(StorageOptions options)
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
        received?.Keep();
        return received is null ? null : (received.Sha256, received.Bytes);
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

            var sha256 = hash.GetHashAndReset();
            received = true;
            return new ReceivedFile(temporary, PathOf(sha256), sha256, total);
        }
        finally
        {
            if (!received)
                File.Delete(temporary);
        }
    }

    /// <summary>The object's bytes, for platforms that are sent them.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public Stream OpenRead(byte[] sha256) => File.OpenRead(PathOf(sha256));

    /// <summary>The object's file; it may be absent.</summary>
    public string PathOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(options.Folder, name[..2], name);
    }

    /// <summary>A public link a platform can pull the object from until <paramref name="until"/>.</summary>
    public string Link(byte[] sha256, string type, DateTimeOffset until)
    {
        var name = Convert.ToHexStringLower(sha256);
        var expires = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{options.PublicBaseUrl.TrimEnd('/')}/media/{name}?t={Uri.EscapeDataString(type)}&e={expires}&s={Sign(name, type, expires)}";
    }

    /// <summary>True when a link was made by <see cref="Link"/> and has not ended.</summary>
    public bool IsValid(string name, string type, string expires, string signature, DateTimeOffset now) =>
        long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > now.ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Sign(name, type, expires)));

    private string Sign(string name, string type, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}\n{type}\n{expires}")));
}
