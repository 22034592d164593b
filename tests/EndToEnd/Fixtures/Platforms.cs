using System.Text.Json;
using System.Text.Json.Nodes;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>The simulated platforms: accounts on them, and the ledger of what became visible.</summary>
public sealed class Platforms(Uri sandbox) : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly Person _control = new(sandbox);

    /// <summary>Makes an account known to its platform.</summary>
    internal Task AddAccountAsync(string platform, string id, string name, string token) =>
        _control.PostAsync("/_sandbox/accounts", new { platform, id, name, token, followers = 1200, expires_at = DateTimeOffset.UtcNow.AddDays(60) });

    /// <summary>Calls the control API.</summary>
    internal Task<JsonObject> PostAsync(string path, object body) => _control.PostAsync("/_sandbox" + path, body);

    /// <summary>Reads the control API.</summary>
    internal Task<JsonObject> GetAsync(string path) => _control.GetAsync("/_sandbox" + path);

    /// <summary>Lets the audience write, and waits until all of it stands there.</summary>
    internal async Task PlayAsync(object play)
    {
        var id = (string)(await PostAsync("/comments/play", play))["id"]!;
        await Until.TrueAsync("the audience has written", async () =>
            (await GetAsync("/comments/status"))["plays"]!.AsArray().Any(seen => (string)seen!["id"]! == id && (bool)seen["done"]!));
    }

    /// <summary>Every post that calls made visible, on all platforms.</summary>
    internal async Task<IReadOnlyList<Effect>> PostsAsync()
    {
        var posts = new List<Effect>();
        foreach (var platform in (string[])["instagram", "facebook", "youtube"])
            posts.AddRange((await _control.GetAsync($"/_sandbox/{platform}/effects"))["effects"].Deserialize<Effect[]>(Options)!);
        return [.. posts.Where(effect => effect.Kind == "post")];
    }

    /// <summary>What was uploaded to a channel, seen or not.</summary>
    internal async Task<IReadOnlyList<ChannelUpload>> UploadsAsync(string channel) =>
        (await _control.GetAsync("/_sandbox/youtube/uploads?account=" + channel))["uploads"].Deserialize<ChannelUpload[]>(Options)!;

    public void Dispose() => _control.Dispose();
}

/// <summary>One line of the ledger.</summary>
internal sealed record Effect(string Id, string AccountId, string Kind, string Text, DateTimeOffset AcceptedAt);

/// <summary>One upload session of a channel, and the video it became.</summary>
internal sealed record ChannelUpload(long Kept, long Arrived, string? VideoId, string? Sha256);
