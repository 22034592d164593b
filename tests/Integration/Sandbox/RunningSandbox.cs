using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using SnsOps.Sandbox;

namespace SnsOps.Integration.Sandbox;

/// <summary>A sandbox of one test: its own folder, port, Instagram account and page.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    public const string Instagram = "17841400000000001";
    public const string Page = "1029384756";
    private readonly WebApplication _app;
    private bool _stopped;

    private RunningSandbox(WebApplication app, string folder)
    {
        (_app, Folder) = (app, folder);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    /// <summary>Where its journal is.</summary>
    public string Folder { get; }

    /// <summary>Starts with empty state and the two accounts.</summary>
    public static async Task<RunningSandbox> StartAsync(params string[] settings)
    {
        var sandbox = await OpenAsync(Directory.CreateTempSubdirectory("sandbox-").FullName, settings);
        await sandbox.ControlAsync("accounts", new { platform = "instagram", id = Instagram, name = "달빛 카페", token = "IGTOKEN", followers = 1200 });
        await sandbox.ControlAsync("accounts", new { platform = "facebook", id = Page, name = "맑은 피부과 의원", token = "FBTOKEN", followers = 340 });
        return sandbox;
    }

    /// <summary>Starts on what a folder holds.</summary>
    public static async Task<RunningSandbox> OpenAsync(string folder, params string[] settings)
    {
        var app = SandboxApp.Build(
        [
            "--urls", "http://127.0.0.1:0", "--Sandbox:DataFolder", folder, "--Sandbox:AppId", "111", "--Sandbox:AppSecret", "APPSECRET",
            "--Logging:LogLevel:Default", "Critical", .. settings.SelectMany(s => new[] { "--Sandbox:" + s.Split('=')[0], s.Split('=')[1] }),
        ]);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        return new RunningSandbox(app, folder);
    }

    /// <summary>Another sandbox on what a kill at this moment would leave behind.</summary>
    public async Task<RunningSandbox> AfterKillAsync(string tornTail = "", params string[] settings)
    {
        var copy = Directory.CreateTempSubdirectory("sandbox-").FullName;
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        await File.AppendAllTextAsync(Path.Combine(copy, "journal.jsonl"), tornTail);
        return await OpenAsync(copy, settings);
    }

    /// <summary>Stops it and opens the same folder again.</summary>
    public async Task<RunningSandbox> RestartAsync()
    {
        await StopAsync();
        return await OpenAsync(Folder);
    }

    public async Task<JsonElement> ControlAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/" + path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public Task<JsonElement> FaultAsync(string endpoint, string kind, int delayMs = 60_000) =>
        ControlAsync("faults", new { endpoint, kind, delay_ms = delayMs });

    /// <summary>Turns the virtual clock to this much after the machine's.</summary>
    public Task<JsonElement> TurnClockAsync(TimeSpan offset) => ControlAsync("clock", new { offset_seconds = offset.TotalSeconds });

    public Task<GraphAnswer> GetAsync(string path, string token) => SendAsync(HttpMethod.Get, path, token, null);

    public Task<GraphAnswer> PostAsync(string path, string token, params (string Name, string Value)[] form) =>
        SendAsync(HttpMethod.Post, path, token, new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    public async Task<GraphAnswer> SendAsync(HttpMethod method, string path, string token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? path : "/v25.0/" + path);
        request.Headers.Authorization = new("Bearer", token);
        request.Content = content;
        using var response = await Http.SendAsync(request);
        return new GraphAnswer((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement, response.Headers);
    }

    /// <summary>The ledger's visible texts of a platform, oldest first.</summary>
    public async Task<string[]> EffectsAsync(string platform)
    {
        var ledger = await Http.GetFromJsonAsync<JsonElement>($"/_sandbox/{platform}/effects");
        return [.. ledger.GetProperty("effects").EnumerateArray().Where(e => e.GetProperty("visible").GetBoolean()).Select(e => e.GetProperty("text").GetString()!)];
    }

    /// <summary>Waits until every play is over.</summary>
    public async Task<JsonElement> PlayedAsync(CancellationToken ct)
    {
        while (true)
        {
            var status = await Http.GetFromJsonAsync<JsonElement>("/_sandbox/comments/status", ct);
            if (status.GetProperty("done").GetBoolean())
                return status;
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ids of a whole list, page by page through `paging.next`.</summary>
    public async Task<List<string>> AllIdsAsync(string path, string token, Func<int, Task>? betweenPages = null)
    {
        var ids = new List<string>();
        string? next = path;
        for (var page = 1; next is not null; page++)
        {
            var answer = await GetAsync(next, token);
            Assert.Equal(200, answer.Status);
            ids.AddRange(answer.Body.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetString()!));
            next = answer.Body.TryGetProperty("paging", out var paging) && paging.TryGetProperty("next", out var url) ? url.GetString() : null;
            if (betweenPages is not null)
                await betweenPages(page);
        }
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer of the Graph API.</summary>
internal sealed record GraphAnswer(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)
{
    public string Id => Status == 200 ? Body.GetProperty("id").GetString()! : throw new InvalidOperationException($"{Status} {Body}");

    /// <summary>"code/subcode" of an error, with 0 for a missing subcode; "ok" otherwise.</summary>
    public string Error => Body.TryGetProperty("error", out var error)
        ? $"{error.GetProperty("code").GetInt32()}/{(error.TryGetProperty("error_subcode", out var subcode) ? subcode.GetInt32() : 0)}"
        : "ok";

    public string Text(string property) => Body.GetProperty(property).GetString()!;
}
