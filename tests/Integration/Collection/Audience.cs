using System.Net.Http.Json;
using System.Text.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Collection;

/// <summary>People below the simulated posts, and what they and the platforms' own moderators do.</summary>
internal sealed class Audience(SandboxServer sandbox)
{
    /// <summary>A post, or a public video.</summary>
    public async Task<string> PostAsync(string account, string text = "가을 신메뉴") => (await ControlAsync("posts", new { account_id = account, text })).GetProperty("id").GetString()!;

    /// <summary>Comments, or answers to one; their ids.</summary>
    public async Task<string[]> WriteAsync(string post, IEnumerable<string> texts, string? parent = null, string moderation = "published") =>
        [.. (await ControlAsync("comments", new { write = texts.Select(text => new { post_id = post, text, parent_id = parent, author = "손님", moderation }) })).GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];

    public Task EditAsync(string id, string text) => ControlAsync("comments", new { edit = new[] { new { id, text } } });

    public Task DeleteAsync(params string[] ids) => ControlAsync("comments", new { delete = ids });

    /// <summary>hide, unhide, hold, publish or reject.</summary>
    public Task ModerateAsync(string id, string change) => ControlAsync("comments", new { moderate = new[] { new { id, change } } });

    public Task SubscribeAsync(string account, string url, double drop = 0, double duplicate = 0, bool reorder = false, bool flat = false, int batch = 50, string? secret = null) =>
        ControlAsync("webhooks", new { account_id = account, url, drop, duplicate, reorder, flat, batch, secret });

    /// <summary>Waits until subscribers have acknowledged all there was to tell.</summary>
    public async Task ToldAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/webhooks")).EnumerateArray().Any(s => s.GetProperty("waiting").GetInt32() > 0))
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> ControlAsync(string path, object body)
    {
        using var response = await sandbox.Http.PostAsJsonAsync("/_sandbox/" + path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
