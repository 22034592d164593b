using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;

namespace SnsOps.Benchmarks.Faults;

/// <summary>Staff who work through the Api: one writes and schedules, another approves.</summary>
internal sealed class ApiTeam : IDisposable
{
    private const string Password = "온기카페-벤치-비밀번호-1";
    private readonly HttpClient _http;
    private string _admin = "";
    private string _operator = "";
    private string _manager = "";

    private ApiTeam(Uri api) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 }) { BaseAddress = api };

    /// <summary>Takes them on, the first time; signs them in, as tokens live a quarter of an hour.</summary>
    public static async Task<ApiTeam> SignInAsync(FaultFleet fleet, Guid client, CancellationToken ct)
    {
        var team = new ApiTeam(fleet.Fleet.ApiUrl);
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        if (!await connection.ExecuteScalarAsync<bool>("select exists (select from users where email = 'admin@team.example')"))
        {
            await fleet.Fleet.RunApiVerbAsync(new Dictionary<string, string?> { ["BENCH_PASSWORD"] = Password }, ct, "create-admin", "--email", "admin@team.example", "--password-env", "BENCH_PASSWORD");
            team._admin = await team.LoginAsync("admin", ct);
            foreach (var role in (string[])["operator", "manager"])
            {
                var user = await team.SendAsync(team._admin, HttpMethod.Post, "/v1/users", ct, new { email = role + "@team.example", name = "박서연 " + role, role, password = Password });
                await team.SendAsync(team._admin, HttpMethod.Put, $"/v1/clients/{client}/members/{(string)user.Body["id"]!}", ct, new { });
            }
        }

        (team._operator, team._manager) = (await team.LoginAsync("operator", ct), await team.LoginAsync("manager", ct));
        return team;
    }

    /// <summary>A call of the one who writes.</summary>
    public Task<ApiReply> WriteAsync(HttpMethod method, string path, CancellationToken ct, object? body = null, string? key = null, string? ifMatch = null) =>
        SendAsync(_operator, method, path, ct, body, key, ifMatch);

    /// <summary>A call of the one who approves.</summary>
    public Task<ApiReply> ApproveAsync(Guid content, CancellationToken ct, string? key = null) => SendAsync(_manager, HttpMethod.Post, $"/v1/contents/{content}/approve", ct, new { }, key);

    public void Dispose() => _http.Dispose();

    private async Task<string> LoginAsync(string name, CancellationToken ct) =>
        (string)(await SendAsync(null, HttpMethod.Post, "/v1/auth/login", ct, new { email = name + "@team.example", password = Password })).Body["access_token"]!;

    private async Task<ApiReply> SendAsync(string? token, HttpMethod method, string path, CancellationToken ct, object? body = null, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body ?? new { }) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await _http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return new ApiReply((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : []);
    }
}

/// <summary>What the Api answered.</summary>
internal sealed record ApiReply(int Status, JsonObject Body)
{
    /// <summary>The stable code of a problem.</summary>
    public string? Code => (string?)Body["code"];

    /// <summary>The same, if it was accepted.</summary>
    public ApiReply Accepted() => Status is >= 200 and < 300 ? this : throw new InvalidOperationException($"the Api refused: {Status} {Body}");
}
