using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Somebody who uses the Api (or a test that uses the sandbox's control API) over HTTP.</summary>
public sealed class Person : IDisposable
{
    private readonly HttpClient _http;

    internal Person(Uri server, string? accessToken = null)
    {
        AccessToken = accessToken;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        if (accessToken is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
    }

    /// <summary>Null for somebody who has not signed in.</summary>
    internal string? AccessToken { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Signs in to the Api.</summary>
    internal static async Task<Person> SignInAsync(Uri api, string email, string password)
    {
        using var anybody = new Person(api);
        var session = await anybody.PostAsync("/v1/auth/login", new { email, password });
        return new Person(api, (string)session["access_token"]!);
    }

    internal Task<JsonObject> GetAsync(string path) => AskAsync(HttpMethod.Get, path, null);

    internal Task<JsonObject> PostAsync(string path, object? body = null) => AskAsync(HttpMethod.Post, path, Json(body ?? new { }));

    internal Task PutAsync(string path, object? body = null) => AskAsync(HttpMethod.Put, path, Json(body ?? new { }));

    /// <summary>Uploads a file as it is.</summary>
    internal Task<JsonObject> UploadAsync(string path, byte[] file, string type = "image/jpeg") => AskAsync(HttpMethod.Post, path, Bytes(file, type));

    /// <summary>Sends a request and returns whatever is answered.</summary>
    internal async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        var correlation = response.Headers.TryGetValues("X-Correlation-Id", out var ids) ? ids.Single() : null;
        return new Reply((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, correlation);
    }

    internal static HttpContent Json(object body) =>
        new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    internal static HttpContent Bytes(byte[] file, string type) => new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> AskAsync(HttpMethod method, string path, HttpContent? content)
    {
        var reply = await SendAsync(method, path, content);
        Assert.True(reply.Status is >= 200 and < 300, $"{method} {path}: {reply.Status} {reply.Text}");
        return reply.Text.Length == 0 ? [] : reply.Body;
    }
}

/// <summary>What was answered.</summary>
internal sealed record Reply(int Status, string? Type, string Text, string? CorrelationId)
{
    internal JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The stable code of a problem.</summary>
    internal string? Code => (string?)Body["code"];
}
