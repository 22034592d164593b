using System.Diagnostics;
using System.Security.Cryptography;
using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Fixtures;

/// <summary>A bucket of an S3 server by other hands, and a media store over it.</summary>
internal sealed class Bucket : IAsyncDisposable
{
    private readonly Process _server;
    private readonly S3Objects _objects;

    private Bucket(Process server, string folder, string port)
    {
        // The key pair is the one that server knows.
        Options = new S3Options { Bucket = "media", Prefix = "고객/", ServiceUrl = "http://127.0.0.1:" + port, Region = "us-east-1", PathStyle = true, AccessKey = "S3RVER", SecretKey = "S3RVER" };
        (_server, Folder, _objects) = (server, folder, new S3Objects(Options));
        var storage = new StorageOptions { Folder = Path.Combine(folder, "received"), PublicBaseUrl = "http://127.0.0.1:9", SigningKey = Convert.ToBase64String(new byte[32]) };
        Store = new MediaStore(storage, _objects, TimeProvider.System);
    }

    /// <summary>Of the server, and of what is being received.</summary>
    public string Folder { get; }

    public S3Options Options { get; }

    public MediaStore Store { get; }

    /// <summary>A process with these keeps its media here.</summary>
    public string[] Settings =>
    [
        $"--Storage:S3:Bucket={Options.Bucket}", $"--Storage:S3:Prefix={Options.Prefix}", $"--Storage:S3:ServiceUrl={Options.ServiceUrl}", $"--Storage:S3:Region={Options.Region}",
        "--Storage:S3:PathStyle=true", $"--Storage:S3:AccessKey={Options.AccessKey}", $"--Storage:S3:SecretKey={Options.SecretKey}",
    ];

    public static async Task<Bucket> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("snsops-s3-").FullName;
        var server = NodeScript.Start("Storage/s3-server.cjs", ("S3_FOLDER", Path.Combine(folder, "server")), ("S3_BUCKET", "media"));
        var port = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
        return new Bucket(server, folder, port);
    }

    /// <summary>Stores a video of eight seconds, of which no piece is like another.</summary>
    public async Task<StoredMedia> VideoAsync(int bytes)
    {
        var video = Videos.Mp4(bytes: bytes);
        RandomNumberGenerator.Fill(video.AsSpan(video.Length - bytes));
        var (sha256, size) = (await Store.PutAsync(new MemoryStream(video), 100_000_000, default))!.Value;
        return new StoredMedia(sha256, "video/mp4", size, 8_000);
    }

    public async ValueTask DisposeAsync()
    {
        _objects.Dispose();
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
