using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SnsOps.Integration.Sandbox;

/// <summary>Serves pictures over HTTP, as the caller's own storage would.</summary>
internal sealed class PhotoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PhotoServer(WebApplication app) => _app = app;

    public string Jpeg => _app.Urls.First() + "/photo.jpg";

    public string TallJpeg => _app.Urls.First() + "/tall.jpg";

    public string Page => _app.Urls.First() + "/page.html";

    public string Missing => _app.Urls.First() + "/missing.jpg";

    public static async Task<PhotoServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        app.MapGet("/photo.jpg", () => Results.Bytes(JpegHeader(1080, 1080), "image/jpeg"));
        app.MapGet("/tall.jpg", () => Results.Bytes(JpegHeader(500, 1500), "image/jpeg"));
        app.MapGet("/page.html", () => Results.Text("<html>사진이 아닙니다</html>", "text/html; charset=utf-8"));
        await app.StartAsync();
        return new PhotoServer(app);
    }

    /// <summary>The bytes by which a JPEG is known: start, frame header with its size, end.</summary>
    private static byte[] JpegHeader(int width, int height) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xC0, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0, 0xFF, 0xD9,
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
