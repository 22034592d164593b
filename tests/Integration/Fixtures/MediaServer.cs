using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Fixtures;

/// <summary>Serves stored media the way the Api does, so that the simulated platform can really pull it.</summary>
public sealed class MediaServer : IAsyncDisposable
{
    /// <summary>A real, tiny JPEG (1 × 1).</summary>
    private static readonly byte[] Jpeg = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=");

    private readonly WebApplication _app;

    private MediaServer(WebApplication app, StorageOptions options)
    {
        _app = app;
        Options = options;
        Store = new MediaStore(options, new ObjectFolder(options), TimeProvider.System);
    }

    /// <summary>The processes under test share it.</summary>
    public StorageOptions Options { get; }

    /// <summary>The store itself.</summary>
    public MediaStore Store { get; }

    /// <summary>Starts one.</summary>
    public static async Task<MediaServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("snsops-media-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/media/{name}", (string name, string t) => Results.File(File.ReadAllBytes(Path.Combine(folder, name[..2], name)), t));
        await app.StartAsync();
        return new MediaServer(app, new StorageOptions
        {
            Folder = folder, PublicBaseUrl = app.Urls.Single(), SigningKey = Convert.ToBase64String(new byte[32]),
        });
    }

    /// <summary>Stores the picture with something of its own behind the image, and returns its hash.</summary>
    public async Task<byte[]> PictureAsync(string unique = "") =>
        (await Store.PutAsync(new MemoryStream([.. Jpeg, .. System.Text.Encoding.UTF8.GetBytes(unique)]), 1_000_000, default))!.Value.Sha256;

    /// <summary>Stores a picture as a content's file.</summary>
    public async Task<StoredMedia> StoredPictureAsync(string unique = "") => await StoreAsync([.. Jpeg, .. System.Text.Encoding.UTF8.GetBytes(unique)], "image/jpeg", null);

    /// <summary>Stores a video of eight seconds.</summary>
    public Task<StoredMedia> VideoAsync(int bytes = 2_000, byte fill = 0) => StoreAsync(Videos.Mp4(bytes: bytes, fill: fill), "video/mp4", 8_000);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(Options.Folder, recursive: true);
    }

    private async Task<StoredMedia> StoreAsync(byte[] bytes, string type, int? durationMs) =>
        new((await Store.PutAsync(new MemoryStream(bytes), 100_000_000, default))!.Value.Sha256, type, bytes.Length, durationMs);
}
