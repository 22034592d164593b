using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SnsOps.Benchmarks.Faults;

/// <summary>The simulated platforms from outside: their accounts, their scripted faults, and the ledger of what became visible.</summary>
internal sealed class SandboxControl(Uri sandbox) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = sandbox };

    public Uri Url => sandbox;

    public Task AddAccountAsync(string platform, string id, string token, CancellationToken ct) =>
        PostAsync("accounts", new { platform, id, name = "온기카페 " + id, token, followers = 1200 }, ct);

    /// <summary>Scripts a fault; returns its number.</summary>
    public async Task<int> AddFaultAsync(object fault, CancellationToken ct) => (int)(await PostAsync("faults", fault, ct))!["id"]!;

    /// <summary>How often each scripted fault has struck, by its number.</summary>
    public async Task<Dictionary<int, int>> StruckAsync(CancellationToken ct) =>
        (await GetAsync("faults", ct))["faults"]!.AsArray().ToDictionary(f => (int)f!["id"]!, f => (int)f!["struck"]!);

    public async Task ClearFaultsAsync(CancellationToken ct) => (await _http.DeleteAsync("/_sandbox/faults", ct)).EnsureSuccessStatusCode();

    public Task TurnClockAsync(double seconds, CancellationToken ct) => PostAsync("clock", new { offset_seconds = seconds }, ct);

    /// <summary>YouTube's quota of a day is not what is tested.</summary>
    public Task WidenYouTubeAsync(CancellationToken ct) => PostAsync("youtube/settings", new { uploads_per_day = 1_000_000, units_per_day = 100_000_000 }, ct);

    /// <summary>Every post that a call made visible, on all platforms.</summary>
    public async Task<IReadOnlyList<Effect>> PostsAsync(CancellationToken ct)
    {
        var all = new List<Effect>();
        foreach (var platform in (string[])["instagram", "facebook", "youtube"])
            all.AddRange((await GetAsync($"{platform}/effects", ct))["effects"].Deserialize<Effect[]>(Json)!);
        return [.. all.Where(effect => effect.Kind == "post")];
    }

    /// <summary>The titles of all videos that are whole, seen by others or not.</summary>
    public async Task<IReadOnlyList<string>> UploadedAsync(CancellationToken ct) =>
        [.. (await GetAsync("youtube/uploads", ct))["uploads"]!.AsArray().Where(u => u!["video_id"] is not null).Select(u => (string)u!["title"]!)];

    /// <summary>A call of the Graph API with an account's token: somebody else who works for the page posts by hand.</summary>
    public async Task<string?> PostByHandAsync(string path, string token, CancellationToken ct, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v25.0/" + path) { Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        request.Headers.Authorization = new("Bearer", token);
        using var response = await _http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return (string?)(await response.Content.ReadFromJsonAsync<JsonObject>(ct))!["id"];
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> GetAsync(string path, CancellationToken ct) => (await _http.GetFromJsonAsync<JsonObject>("/_sandbox/" + path, ct))!;

    private async Task<JsonObject?> PostAsync(string path, object body, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync("/_sandbox/" + path, body, Json, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode
            ? text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject()
            : throw new InvalidOperationException($"the sandbox refused {path}: {text}");
    }
}

/// <summary>One line of the ledger.</summary>
internal sealed record Effect(string Id, string AccountId, string Kind, string? Text, DateTimeOffset AcceptedAt, string[] Media);
