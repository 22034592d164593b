using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Figures;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube;

/// <summary>One request to Google on its way through the sandbox.</summary>
internal sealed class YouTubeCall
{
    private YouTubeCall(HttpContext http, World world, DateTimeOffset now, JsonElement? body) => (Http, World, Now, Body) = (http, world, now, body);

    public HttpContext Http { get; }

    public World World { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Where the body is JSON.</summary>
    public JsonElement? Body { get; }

    public TokenGrant? Grant { get; set; }

    /// <summary>The session the address names.</summary>
    public Upload? Upload { get; private init; }

    /// <summary>The scripted fault this call was picked for.</summary>
    public Fault? Fault { get; set; }

    /// <summary>A time as this call's answer tells it: the platform's clock may be wrong.</summary>
    public DateTimeOffset Told(DateTimeOffset time) => time + (Fault?.Skew ?? TimeSpan.Zero);

    /// <summary>What everything counts.</summary>
    public FigureBook Figures => Http.RequestServices.GetRequiredService<FigureBook>();

    public Account Channel => Grant!.Account;

    public string? RequestId => Http.Request.Headers.TraceParent is [{ Length: 55 } trace] ? trace.Substring(3, 32) : null;

    public string? this[string name] => Http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>The parts asked for; none is an error.</summary>
    public HashSet<string> Parts => this["part"] is { Length: > 0 }
        ? [.. Http.Request.Query["part"].SelectMany(part => part!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
        : throw YouTubeErrors.MissingParameter("part").Thrown();

    public static async ValueTask<YouTubeCall> ReadAsync(HttpContext http, Store store)
    {
        JsonElement? body = null;
        if (http.Request.HasJsonContentType() && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            try
            {
                using var document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
                body = document.RootElement.Clone();
            }
            catch (JsonException)
            {
                throw YouTubeErrors.ParseError.Thrown();
            }
        }

        var world = store.World;
        return new YouTubeCall(http, world, store.Clock.GetUtcNow(), body)
        {
            Upload = http.Request.Query["upload_id"].ToString() is { Length: > 0 } id ? world.Uploads.GetValueOrDefault(id) : null,
        };
    }

    /// <summary>Whether a fault's `match` is in what the call is about.</summary>
    public bool Matches(Fault fault)
    {
        if (fault.Script.Match is not { Length: > 0 } match)
            return true;
        var node = (Text("id") ?? this["id"] ?? this["videoId"] ?? this["parentId"] ?? Snippet("parentId") ?? Snippet("videoId")) is { } id ? World.Find(id) : null;
        return new[] { Grant?.Account.Id, Upload?.Owner.Id, Upload?.Opened.Snippet.Title, node?.Id, node?.Text, Snippet("title"), Snippet("textOriginal"), CommentText }.Any(text => text?.Contains(match, StringComparison.Ordinal) == true);
    }

    /// <summary>What a new thread says.</summary>
    private string? CommentText => VideoBody.Text(Nested(Nested(Nested(Body, "snippet"), "topLevelComment"), "snippet"), "textOriginal");

    private static JsonElement? Nested(JsonElement? part, string name) => part is { ValueKind: JsonValueKind.Object } node && node.TryGetProperty(name, out var value) ? value : null;

    private string? Text(string name) => Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private string? Snippet(string name) => Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("snippet", out var snippet) && snippet.ValueKind == JsonValueKind.Object
        && snippet.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
