using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Api;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Api;

/// <summary>The Api on a free port over a database of its own, without a broker.</summary>
public class ApiServer : IAsyncLifetime
{
    /// <summary>Everybody's password here.</summary>
    public const string Password = "봄날의-비밀번호-1";

    /// <summary>What all accounts' tokens begin with.</summary>
    public const string Secret = "secret-token-of-";

    private readonly string _media = Directory.CreateTempSubdirectory("snsops-api-media-").FullName;
    private WebApplication? _app;
    private Task<Team>? _team;

    /// <summary>Its database.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its storage settings: signs media links.</summary>
    public StorageOptions Storage => new() { Folder = _media, PublicBaseUrl = "http://127.0.0.1:9", SigningKey = Convert.ToBase64String(new byte[32]) };

    /// <summary>The first admin.</summary>
    public Session Admin { get; private set; } = null!;

    /// <summary>Further settings of a test class.</summary>
    protected virtual string[] More => [];

    /// <inheritdoc />
    public virtual async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        _app = ApiApp.Build(ProcessSettings.For(Database, Storage, more: ["--Live:PollMilliseconds=50", "--Live:RightsSeconds=0.2", "--Auth:LoginsPerMinute=10000", .. More]));
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        var id = Guid.CreateVersion7();
        await Database.ExecuteAsync("insert into users (id, email, name, role, password_hash) values (@id, 'admin@example.com', '관리자', 'admin', @hash)",
            new { id, hash = new SnsOps.Api.Auth.Passwords(new SnsOps.Api.Auth.AuthOptions { HashRounds = 1000 }).Hash(Password) });
        Admin = await SignInAsync("admin@example.com");
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_media, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>An anonymous client.</summary>
    public HttpClient Http() => new() { BaseAddress = Address };

    /// <summary>Signs in.</summary>
    public async Task<Session> SignInAsync(string email)
    {
        var http = Http();
        using var answer = await http.PostAsJsonAsync("/v1/auth/login", new { email, password = Password });
        var body = await JsonAsync(answer, 200);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)body["access_token"]!);
        return new Session(http, (string)body["access_token"]!, (string)body["refresh_token"]!, (Guid)body["user"]!["id"]!);
    }

    /// <summary>Makes a user of a role who works for these clients, and signs them in.</summary>
    public async Task<Session> UserAsync(string role, params Guid[] clients)
    {
        var email = $"{role}-{Guid.NewGuid():N}@example.com";
        var user = await Admin.PostAsync("/v1/users", new { email, name = "김하늘", role, password = Password }, 201);
        foreach (var client in clients)
            await Admin.SendAsync(HttpMethod.Put, $"/v1/clients/{client}/members/{user["id"]}", null, 204);
        return await SignInAsync(email);
    }

    /// <summary>A client with an operator, a manager and a Facebook account.</summary>
    public async Task<Team> TeamAsync()
    {
        var client = (Guid)(await Admin.PostAsync("/v1/clients", new { name = "온기카페 " + Guid.NewGuid().ToString("N")[..8], time_zone = "Asia/Seoul" }, 201))["id"]!;
        var account = await AccountAsync(client, "facebook");
        return new Team(client, account, await UserAsync("operator", client), await UserAsync("manager", client));
    }

    /// <summary>One team for tests that leave nothing behind.</summary>
    public Task<Team> SharedTeamAsync() => _team ??= TeamAsync();

    /// <summary>An account that is connected: its row, as the platform that would be asked about its token is mostly not there.</summary>
    public async Task<Guid> AccountAsync(Guid client, string platform)
    {
        var remote = Guid.NewGuid().ToString("N");
        return await new Agency(Database).AccountAsync(client, platform, remote, Secret + remote, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Every endpoint it has mapped.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>A client that shows this token or key.</summary>
    public HttpClient Bearer(string token)
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>A token of ours that was good a while ago.</summary>
    public static string ExpiredToken(Session session) => new SnsOps.Api.Auth.AccessTokens(Fixtures.Agency.Security, new SnsOps.Api.Auth.AuthOptions(), new Past())
        .Issue(session.UserId, "manager", Guid.NewGuid());

    private sealed class Past : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddDays(-1);
    }

    /// <summary>Opens the WebSocket.</summary>
    public async Task<LiveClient> ConnectAsync(string token, long? since = null)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{Address.Authority}/ws?token={Uri.EscapeDataString(token)}" + (since is null ? "" : $"&since={since}")), default);
        return new LiveClient(socket);
    }

    /// <summary>The answer's JSON, after checking its status.</summary>
    public static async Task<JsonNode> JsonAsync(HttpResponseMessage answer, int expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == expected, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath}: {(int)answer.StatusCode}, not {expected}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}

/// <summary>Somebody signed in.</summary>
public sealed record Session(HttpClient Http, string AccessToken, string RefreshToken, Guid UserId)
{
    public Task<JsonNode> GetAsync(string path, int expected = 200) => SendAsync(HttpMethod.Get, path, null, expected);

    public Task<JsonNode> PostAsync(string path, object? body = null, int expected = 200) => SendAsync(HttpMethod.Post, path, body, expected);

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, int expected, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var answer = await Http.SendAsync(request);
        return await ApiServer.JsonAsync(answer, expected);
    }

    /// <summary>A key of theirs, with these scopes; without any, with all.</summary>
    public async Task<(Guid Id, string Key)> KeyAsync(Guid client, params string[] scopes)
    {
        if (scopes.Length == 0)
            scopes = [.. (await GetAsync("/v1/api-keys/scopes"))["items"]!.AsArray().Select(s => (string)s!)];
        var made = await PostAsync("/v1/api-keys", new { name = "연동 프로그램", scopes, client_ids = new[] { client } }, 201);
        return ((Guid)made["api_key"]!["id"]!, (string)made["key"]!);
    }

    /// <summary>Sends a call that is to be refused, and returns the problem's code.</summary>
    public async Task<string> RefusedAsync(HttpMethod method, string path, object? body, int expected, params (string Name, string Value)[] headers) =>
        (string)(await SendAsync(method, path, body, expected, headers))["code"]!;
}

/// <summary>A client with an account and the two people a content needs.</summary>
public sealed record Team(Guid Client, Guid Account, Session Operator, Session Manager)
{
    /// <summary>A written content.</summary>
    public async Task<Guid> DraftAsync(Guid[]? media = null, Guid[]? accounts = null, string body = "가을 신메뉴가 나왔습니다") => (Guid)(await Operator.PostAsync("/v1/contents",
        new { client_id = Client, title = "가을 신메뉴 안내", body, media_ids = media ?? [], account_ids = accounts ?? [Account] }, 201))["id"]!;

    /// <summary>A content the manager has approved.</summary>
    public async Task<Guid> ApprovedAsync(Guid[]? media = null, Guid[]? accounts = null, string body = "가을 신메뉴가 나왔습니다")
    {
        var id = await DraftAsync(media, accounts, body);
        await Operator.PostAsync($"/v1/contents/{id}/submit");
        await Manager.PostAsync($"/v1/contents/{id}/approve");
        return id;
    }

    /// <summary>Schedules it.</summary>
    public Task<JsonNode> ScheduleAsync(Guid content, TimeSpan fromNow, int expected = 200) =>
        Operator.PostAsync($"/v1/contents/{content}/schedule", new { scheduled_at = (DateTimeOffset.UtcNow + fromNow).ToString("O"), time_zone = "Asia/Seoul" }, expected);
}

/// <summary>The other end of the WebSocket.</summary>
public sealed class LiveClient(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The next message, or null when the server closed.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonNode.Parse(message.ToArray());
        }
    }

    /// <summary>The next message of a type; others before it are passed over.</summary>
    public async Task<JsonNode> NextAsync(string type)
    {
        while (true)
        {
            var message = await NextAsync() ?? throw new InvalidOperationException($"closed with {(int?)socket.CloseStatus} before a '{type}' came");
            if ((string?)message["type"] == type)
                return message;
        }
    }

    /// <summary>Reads to the end and says with which code the server closed.</summary>
    public async Task<int> ClosedWithAsync()
    {
        while (await NextAsync() is not null)
        {
            // what came before the end
        }

        return (int)socket.CloseStatus!.Value;
    }

    public Task SendAsync(string text) => socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(text)), WebSocketMessageType.Text, true, default);

    public Task SendRawAsync(byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Text, true, default);

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();
}
