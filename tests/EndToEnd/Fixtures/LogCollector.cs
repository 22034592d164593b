using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Stands where Seq would, on a port of its own, and keeps every event as it came over the wire.</summary>
internal sealed class LogCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly WebApplication _app;

    private LogCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        // The official sink's address and that of later ones.
        _app.MapPost("/api/events/raw", KeepAsync);
        _app.MapPost("/ingest/clef", KeepAsync);
    }

    private async Task<IResult> KeepAsync(HttpRequest request)
    {
        Assert.Equal("application/vnd.serilog.clef", MediaTypeHeaderValue.Parse(request.ContentType!).MediaType);
        using var reader = new StreamReader(request.Body);
        while (await reader.ReadLineAsync() is { } line)
            _events.Enqueue(JsonSerializer.Deserialize<JsonElement>(line));
        return Results.Created();
    }

    internal Uri Url => new(_app.Urls.Single());

    /// <summary>What has arrived so far.</summary>
    internal IReadOnlyCollection<JsonElement> Events => _events;

    internal static async Task<LogCollector> StartAsync()
    {
        var collector = new LogCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
