using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SnsOps.Local.Output;

namespace SnsOps.Local.Demo;

/// <summary>Somebody who uses the fleet's HTTP interfaces, as a browser would.</summary>
internal sealed class DemoHttp(Uri server, string? accessToken = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = server, Timeout = TimeSpan.FromSeconds(30),
        DefaultRequestHeaders = { Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken) },
    };

    /// <summary>Signs in to the Api.</summary>
    internal static async Task<DemoHttp> SignInAsync(Uri api, string email, string password, CancellationToken ct)
    {
        using var anonymous = new DemoHttp(api);
        var session = await anonymous.PostAsync("/v1/auth/login", new JsonObject { ["email"] = email, ["password"] = password }, ct);
        return new DemoHttp(api, (string?)session["access_token"] ?? throw NotSeeded("login", "no access_token in the answer"));
    }

    /// <summary>Every item of a list, page by page.</summary>
    internal async Task<IReadOnlyList<JsonObject>> ListAsync(string path, CancellationToken ct)
    {
        var items = new List<JsonObject>();
        string? next = null;
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await SendAsync(HttpMethod.Get, next is null ? path : $"{path}{separator}page_token={Uri.EscapeDataString(next)}", null, ct);
            items.AddRange(page["items"]!.AsArray().Select(item => item!.AsObject()));
            next = (string?)page["next_page_token"];
        }
        while (!string.IsNullOrEmpty(next));
        return items;
    }

    /// <summary>The item whose <paramref name="key"/> is as in <paramref name="wanted"/>; made if there is none.</summary>
    internal async Task<JsonObject> EnsureAsync(string path, string key, JsonObject wanted, CancellationToken ct)
    {
        var value = (string?)wanted[key];
        return (await ListAsync(path, ct)).FirstOrDefault(known => (string?)known[key] == value) ?? await PostAsync(path, wanted, ct);
    }

    internal Task<JsonObject> PostAsync(string path, JsonObject? body, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, path, new StringContent((body ?? []).ToJsonString(), Encoding.UTF8, "application/json"), ct);

    internal Task PutAsync(string path, JsonObject? body, CancellationToken ct) =>
        SendAsync(HttpMethod.Put, path, new StringContent((body ?? []).ToJsonString(), Encoding.UTF8, "application/json"), ct);

    internal Task<JsonObject> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, ct);

    /// <summary>Uploads a file as it is.</summary>
    internal Task<JsonObject> UploadAsync(string path, byte[] file, string type, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, path, new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }, ct);

    internal static string IdOf(JsonObject item) => (string?)item["id"] ?? throw NotSeeded("id", item.ToJsonString());

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        string text;
        try
        {
            using var response = await _http.SendAsync(request, ct);
            text = await response.Content.ReadAsStringAsync(ct);
            if (!response.IsSuccessStatusCode)
                throw NotSeeded($"{method} {path}", $"{(int)response.StatusCode} {text}");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or OperationCanceledException)
        {
            throw NotSeeded($"{method} {path}", e.Message);
        }
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    private static Failure NotSeeded(string step, string reason) => new(
        "데모를 채우지 못했습니다 / the demo could not be seeded", $"{step}: {reason}", "./snsops logs api, ./snsops up --fresh");
}
