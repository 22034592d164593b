using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Sandbox;

namespace SnsOps.Integration.Fixtures;

/// <summary>The simulated platforms on a port of their own, with their own state folder.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    /// <summary>The app id and secret the sandbox knows.</summary>
    public const string AppId = "100000000000001", AppSecret = "sandbox-app-secret";

    /// <summary>The same app for Instagram Login.</summary>
    public const string InstagramAppId = "200000000000002", InstagramAppSecret = "sandbox-instagram-secret";

    /// <summary>The OAuth client it knows.</summary>
    public const string GoogleClientId = "100000000001-sandbox.apps.googleusercontent.com", GoogleClientSecret = "sandbox-client-secret";

    private readonly WebApplication _app;
    private readonly string _folder;

    private SandboxServer(WebApplication app, string folder)
    {
        (_app, _folder) = (app, folder);
        Url = app.Urls.Single();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>For the control API.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts a fresh one.</summary>
    public static async Task<SandboxServer> StartAsync(int containerMs = 60, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("snsops-sandbox-").FullName;
        var app = SandboxApp.Build([
            "--urls", "http://127.0.0.1:0", $"--Sandbox:DataFolder={folder}", $"--Sandbox:AppId={AppId}", $"--Sandbox:AppSecret={AppSecret}",
            $"--Sandbox:ContainerMs={containerMs}", "--Sandbox:VideoMs=150", "--Logging:LogLevel:Default=Warning", .. more]);
        await app.StartAsync();
        return new SandboxServer(app, folder);
    }

    /// <summary>The certificate of its mail server, if it has one.</summary>
    public string MailCertificate => _app.Services.GetRequiredService<SnsOps.Sandbox.Messaging.MailServer>().CertificateSha256;

    /// <summary>Text messages that phones got.</summary>
    public async Task<IReadOnlyList<SentText>> TextsAsync(string to) =>
        [.. (await Http.GetFromJsonAsync<SentTexts>("/_sandbox/sms", JsonOptions))!.Messages.Where(m => m.To == to)];

    /// <summary>Mails that a mailbox got, as they came.</summary>
    public async Task<IReadOnlyList<SentMail>> MailsAsync(string to) =>
        [.. (await Http.GetFromJsonAsync<SentMails>("/_sandbox/mails", JsonOptions))!.Messages.Where(m => m.To.Contains(to))];

    /// <summary>Messages of a channel of Slack, by the path of its hook.</summary>
    public async Task<IReadOnlyList<SentSlack>> SlackAsync(string path) =>
        [.. (await Http.GetFromJsonAsync<SentSlacks>("/_sandbox/slack", JsonOptions))!.Messages.Where(m => m.Path == path)];

    /// <summary>Makes an account known to the platform.</summary>
    public async Task AddAccountAsync(string platform, string id, string token, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        (body["platform"], body["id"], body["name"], body["token"], body["followers"]) = (platform, id, "온기카페 " + id, token, body["followers"]?.DeepClone() ?? 1200);
        using var response = await Http.PostAsJsonAsync("/_sandbox/accounts", body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Scripts a fault.</summary>
    public async Task FaultAsync(object fault)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/faults", fault);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Counts the calls of an endpoint from now on, those that another fault strikes left out.</summary>
    /// <returns>How many there were.</returns>
    public async Task<Func<Task<int>>> CountAsync(string endpoint)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/faults", new { endpoint, kind = "latency", times = 0, delay_ms = 0 });
        var id = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32();
        return async () => (await Http.GetFromJsonAsync<JsonElement>("/_sandbox/faults")).GetProperty("faults").EnumerateArray()
            .Single(f => f.GetProperty("id").GetInt32() == id).GetProperty("struck").GetInt32();
    }

    /// <summary>What was uploaded to a channel, seen or not.</summary>
    public async Task<IReadOnlyList<ChannelUpload>> UploadsAsync(string account) =>
        (await Http.GetFromJsonAsync<ChannelUploads>("/_sandbox/youtube/uploads?account=" + account, JsonOptions))!.Uploads;

    /// <summary>Somebody withdraws the account's grant.</summary>
    public async Task RevokeAsync(string account)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/tokens", new { state = "app-removed", account_id = account });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Puts all tokens of an account, or of a person and their pages, into a state: valid, expired, password-changed, app-removed, checkpoint, unconfirmed, session-invalidated.</summary>
    public Task SetTokensAsync(string account, string state, string[]? scopes = null) => ControlAsync("tokens", new { state, account_id = account, scopes });

    /// <summary>How the next sign-ins go: as, deny, scopes, pages, one_use_refresh.</summary>
    public Task SignInAsync(object script) => ControlAsync("sign-in", script);

    /// <summary>How often each account's token was renewed, and how many at a time.</summary>
    public async Task<IReadOnlyDictionary<string, Renewals>> RenewalsAsync() =>
        (await Http.GetFromJsonAsync<AllRenewals>("/_sandbox/refreshes", JsonOptions))!.Refreshes.ToDictionary(r => r.AccountId);

    /// <summary>Any call of the control API.</summary>
    public async Task ControlAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/" + path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Changes what YouTube allows: uploads_per_day, units_per_day, forced_private, thumbnails.</summary>
    public async Task SetYouTubeAsync(object settings)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/youtube/settings", settings);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A comment as it truly is on its platform.</summary>
    public async Task<JsonElement> CommentAsync(string account, string id) =>
        (await Http.GetFromJsonAsync<JsonElement>($"/_sandbox/comments?account={account}")).EnumerateArray().Single(c => c.GetProperty("id").GetString() == id);

    /// <summary>The newest comment of an account's posts.</summary>
    public async Task<JsonElement> LastCommentAsync(string account) => (await Http.GetFromJsonAsync<JsonElement>($"/_sandbox/comments?account={account}")).EnumerateArray().Last();

    /// <summary>What the audience does, and moderators in the platform's own tools.</summary>
    public async Task DoAsync(object actions)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/comments", actions);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A call of the YouTube API by a channel itself, outside of ours.</summary>
    public async Task<JsonElement> CallYouTubeAsync(HttpMethod method, string path, string channel, HttpContent content)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "refresh_token"), new("client_id", GoogleClientId), new("client_secret", GoogleClientSecret), new("refresh_token", "EAAG-" + channel)]);
        using var minted = await Http.PostAsync("/token", form);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new("Bearer", (await minted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        using var answer = await Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Turns the platforms' clock.</summary>
    public async Task TurnClockAsync(TimeSpan offset)
    {
        using var response = await Http.PostAsJsonAsync("/_sandbox/clock", new { offset_seconds = offset.TotalSeconds });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The visible effects on a platform, optionally of one account.</summary>
    public async Task<IReadOnlyList<Effect>> EffectsAsync(string platform, string? account = null)
    {
        var all = await Http.GetFromJsonAsync<Effects>($"/_sandbox/{platform}/effects" + (account is null ? "" : "?account=" + account), JsonOptions);
        return all!.Items;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record AllRenewals(IReadOnlyList<Renewals> Refreshes);

    private sealed record ChannelUploads(IReadOnlyList<ChannelUpload> Uploads);

    private sealed record Effects([property: System.Text.Json.Serialization.JsonPropertyName("effects")] IReadOnlyList<Effect> Items);
}

/// <summary>The renewals of an account's token: calls that came, tokens given out, and calls at the same time.</summary>
public sealed record Renewals(string AccountId, int Asked, int Renewed, int MostAtOnce);

/// <summary>One line of the ledger.</summary>
public sealed record Effect(string Id, string AccountId, string Kind, string? Text, DateTimeOffset AcceptedAt, string? Form, string[] Media);

/// <summary>One upload session of a channel, and the video it became.</summary>
public sealed record ChannelUpload(
    string Title, long? Bytes, long Kept, long Arrived, bool Lost, string? VideoId, string? Sha256, string? Privacy, string? ThumbnailSha256, string? VideoTitle, string? Description, string[] Tags,
    bool MadeForKids);

/// <summary>A text message on a phone.</summary>
public sealed record SentText(string RequestId, string Type, string From, string To, string? Subject, string Content);

internal sealed record SentTexts(SentText[] Messages);

/// <summary>A mail in a mailbox.</summary>
public sealed record SentMail(string From, string[] To, string Raw, bool Secure);

internal sealed record SentMails(SentMail[] Messages);

/// <summary>A message in a channel of Slack.</summary>
public sealed record SentSlack(string Path, string Text, string Body);

internal sealed record SentSlacks(SentSlack[] Messages);
