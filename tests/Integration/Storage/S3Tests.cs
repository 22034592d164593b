using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Storage;

/// <summary>Media in a bucket, over the real protocol to an S3 server by other hands.</summary>
public sealed class S3Tests : IAsyncLifetime
{
    private Bucket _bucket = null!;

    public async ValueTask InitializeAsync() => _bucket = await Bucket.StartAsync();

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Fact]
    public async Task An_object_comes_back_whole_and_from_any_place()
    {
        var bytes = RandomNumberGenerator.GetBytes(9_000_000);
        var (sha256, size) = (await _bucket.Store.PutAsync(new MemoryStream(bytes), 10_000_000, default))!.Value;
        Assert.Equal(SHA256.HashData(bytes), sha256);
        Assert.Equal(9_000_000L, size);
        Assert.Equal(bytes, await ReadAsync(sha256, 0));
        Assert.Equal(bytes[8_999_000..], await ReadAsync(sha256, 8_999_000));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_bucket.Folder, "received")));
    }

    [Fact]
    public async Task The_same_bytes_are_sent_to_the_bucket_once()
    {
        var bytes = "가을 신메뉴 사진"u8.ToArray();
        var (sha256, _) = (await _bucket.Store.PutAsync(new MemoryStream(bytes), 100, default))!.Value;
        using var other = new S3Objects(_bucket.Options);
        var stored = Directory.EnumerateFiles(_bucket.Folder, "*_object", SearchOption.AllDirectories).Single();
        File.SetLastWriteTimeUtc(stored, DateTime.UnixEpoch);
        await _bucket.Store.PutAsync(new MemoryStream(bytes), 100, default);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(stored));
        await using var read = await other.OpenReadAsync(sha256, 0, default);
        Assert.Equal(bytes.Length, (int)(await CopyAsync(read)).Length);
    }

    [Fact]
    public async Task A_link_opens_the_object_as_its_type_without_credentials_for_as_long_as_it_was_made()
    {
        var (sha256, _) = (await _bucket.Store.PutAsync(new MemoryStream([0xFF, 0xD8, 0xFF]), 100, default))!.Value;
        var link = _bucket.Store.Link(sha256, "image/jpeg", DateTimeOffset.UtcNow.AddMinutes(5));
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(link));
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal([0xFF, 0xD8, 0xFF], await answer.Content.ReadAsByteArrayAsync());
        Assert.Matches("X-Amz-Expires=(299|300)&", link);
        Assert.Contains("X-Amz-Signature=", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_told_as_a_missing_file() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => _bucket.Store.OpenReadAsync(new byte[32], 0, default));

    [Fact]
    public async Task A_bucket_in_the_settings_takes_the_folders_place()
    {
        string[] settings =
        [
            "--urls", "http://127.0.0.1:0", "--ConnectionStrings:SnsOps=Host=127.0.0.1;Port=9", "--Security:CurrentKey=k1", $"--Security:TokenKeys:k1={Convert.ToBase64String(new byte[32])}",
            $"--Security:JwtSecret={Convert.ToBase64String(new byte[32])}", $"--Storage:Folder={_bucket.Folder}", "--Storage:PublicBaseUrl=http://127.0.0.1:9", $"--Storage:SigningKey={Convert.ToBase64String(new byte[32])}",
        ];
        await using var withFolder = Workers.Publishing.Program.Build(settings);
        Assert.IsType<ObjectFolder>(withFolder.Services.GetRequiredService<IObjectStore>());
        await using var withBucket = Workers.Publishing.Program.Build([.. settings, "--Storage:S3:Bucket=media", "--Storage:S3:AccessKey=a", "--Storage:S3:SecretKey=b"]);
        Assert.IsType<S3Objects>(withBucket.Services.GetRequiredService<IObjectStore>());
    }

    private async Task<byte[]> ReadAsync(byte[] sha256, long offset)
    {
        await using var stream = await _bucket.Store.OpenReadAsync(sha256, offset, default);
        return await CopyAsync(stream);
    }

    private static async Task<byte[]> CopyAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
