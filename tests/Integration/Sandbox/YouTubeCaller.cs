using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>Calls the simulated YouTube as one channel.</summary>
internal sealed class YouTubeCaller(RunningSandbox sandbox, string token)
{
    public static async Task<YouTubeCaller> ConnectAsync(RunningSandbox sandbox, string channel, string name)
    {
        await sandbox.ControlAsync("accounts", new { platform = "youtube", id = channel, name, token = "1//" + channel });
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("client_id", "100000000001-sandbox.apps.googleusercontent.com"), new("client_secret", "sandbox-client-secret"), new("refresh_token", "1//" + channel),
        ]);
        using var answer = await sandbox.Http.PostAsync("/token", form);
        return new YouTubeCaller(sandbox, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString()!);
    }

    public Task<YouTubeAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<YouTubeAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body is null ? new ByteArrayContent([]) : JsonContent.Create(body));

    public Task<YouTubeAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public Task<YouTubeAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    private async Task<YouTubeAnswer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, "/youtube/v3/" + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await sandbox.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new YouTubeAnswer((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}

/// <summary>An answer of YouTube.</summary>
internal sealed record YouTubeAnswer(int Status, JsonElement Body)
{
    /// <summary>The status and, of an error, its reason.</summary>
    public string Outcome => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("error", out var error) ? $"{Status} {error.GetProperty("errors")[0].GetProperty("reason").GetString()}" : $"{Status}";

    public JsonElement[] Items => [.. Body.GetProperty("items").EnumerateArray()];

    public string[] Ids => [.. Items.Select(item => item.GetProperty("id").GetString()!)];

    public string? Next => Body.TryGetProperty("nextPageToken", out var token) ? token.GetString() : null;
}
