using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace SnsOps.Integration.Collection;

/// <summary>A Graph API that answers what a test says: for what the sandbox's platforms would never do on their own.</summary>
public sealed class FakeGraph : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeGraph(WebApplication app)
    {
        _app = app;
        Url = app.Urls.Single();
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Paths and queries of all calls, in order, without the version.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What it answers; the path is without the version.</summary>
    public Func<string, IQueryCollection, (int Status, string Body)> Answer { get; set; } = (_, _) => (404, "{}");

    /// <summary>What stands above each answer.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Starts one.</summary>
    public static async Task<FakeGraph> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        FakeGraph? graph = null;
        app.MapFallback("{**path}", async context =>
        {
            var path = context.Request.Path.Value!.TrimStart('/');
            path = path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];
            graph!.Calls.Enqueue(path + context.Request.QueryString);
            var (status, body) = graph.Answer(path, context.Request.Query);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            foreach (var (name, value) in graph.Headers)
                context.Response.Headers[name] = value;
            await context.Response.WriteAsync(body);
        });
        await app.StartAsync();
        graph = new FakeGraph(app);
        return graph;
    }

    /// <summary>Meta's error body.</summary>
    public static (int Status, string Body) Error(int code, string message, int subcode = 0, int status = 400) => (status, new JsonObject
    {
        ["error"] = new JsonObject { ["message"] = message, ["type"] = "OAuthException", ["code"] = code, ["error_subcode"] = subcode, ["fbtrace_id"] = "A1" },
    }.ToJsonString());

    /// <summary>A page of a list, with the link to the next one.</summary>
    public (int Status, string Body) Page(IEnumerable<JsonNode> items, string? nextPath = null)
    {
        var page = new JsonObject { ["data"] = new JsonArray([.. items.Select(i => i.DeepClone())]) };
        if (nextPath is not null)
            page["paging"] = new JsonObject { ["cursors"] = new JsonObject { ["after"] = "x" }, ["next"] = nextPath.StartsWith("http", StringComparison.Ordinal) ? nextPath : $"{Url}/v25.0/{nextPath}" };
        return (200, page.ToJsonString());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
