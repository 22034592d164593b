using System.Net;
using System.Net.Http.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Api;

/// <summary>The Api before the simulated platforms, and people who sign in there.</summary>
public sealed class ConnectServer : ApiServer
{
    /// <summary>The platforms.</summary>
    public SandboxServer Sandbox { get; private set; } = null!;

    private readonly string _log = Path.Combine(Path.GetTempPath(), $"snsops-connect-{Guid.NewGuid():N}.log");

    protected override string[] More =>
    [
        .. ProcessSettings.For(Database, null, Sandbox).Where(s => s.StartsWith("--Meta:", StringComparison.Ordinal) || s.StartsWith("--Google:", StringComparison.Ordinal)),
        "--Webhooks:VerifyToken=우리-말", "--Serilog:MinimumLevel:Default=Verbose", "--Serilog:MinimumLevel:Override:Npgsql=Information", "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore=Debug", "--Serilog:MinimumLevel:Override:System.Net.Http=Verbose", "--Serilog:WriteTo:Console:Args:restrictedToMinimumLevel=Error", "--Serilog:WriteTo:File:Name=File", $"--Serilog:WriteTo:File:Args:path={_log}",
    ];

    /// <summary>All that the Api has logged, however talkative.</summary>
    public async Task<string> LogAsync()
    {
        await using var file = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    public override async ValueTask InitializeAsync()
    {
        Sandbox = await SandboxServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Sandbox.DisposeAsync();
        File.Delete(_log);
    }

    /// <summary>Somebody on Facebook with pages, each with an Instagram account behind it.</summary>
    public async Task<(string Person, string[] Pages, string[] Instagrams)> PersonAsync(int pages = 1)
    {
        var ids = Enumerable.Range(0, pages).Select(_ => (Page: "10" + NewId(), Instagram: "17" + NewId())).ToArray();
        foreach (var (page, instagram) in ids)
        {
            await Sandbox.AddAccountAsync("instagram", instagram, "IG-" + instagram);
            await Sandbox.AddAccountAsync("facebook", page, "FB-" + page, new { instagram });
        }

        var person = "50" + NewId();
        await Sandbox.AddAccountAsync("person", person, "U-" + person, new { pages = ids.Select(i => i.Page) });
        return (person, [.. ids.Select(i => i.Page)], [.. ids.Select(i => i.Instagram)]);
    }

    /// <summary>Of which changes an account lets our app be told.</summary>
    public async Task<string[]> SubscribedAsync(string account, string token)
    {
        var listed = await Sandbox.Http.GetFromJsonAsync<System.Text.Json.Nodes.JsonNode>($"/v25.0/{account}/subscribed_apps?access_token={token}");
        return [.. listed!["data"]!.AsArray().SelectMany(app => app!["subscribed_fields"]!.AsArray()).Select(field => (string)field!)];
    }

    public static string NewId() => Random.Shared.NextInt64(100_000_000_000, 999_999_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A browser: keeps cookies, follows nobody, and tells where it was sent.</summary>
public sealed class Browser : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    /// <summary>Begins a connection as a user, from this browser.</summary>
    public async Task<(Guid Id, Uri Authorize)> StartAsync(ConnectServer api, Session session, Guid client, string provider)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Address, $"/v1/clients/{client}/connections")) { Content = JsonContent.Create(new { provider }) };
        request.Headers.Authorization = new("Bearer", session.AccessToken);
        using var answer = await _http.SendAsync(request);
        var body = await ApiServer.JsonAsync(answer, 201);
        return ((Guid)body["id"]!, new Uri((string)body["authorize_url"]!));
    }

    /// <summary>Goes to the platform, and with its answer back to us.</summary>
    public async Task<(HttpStatusCode Status, string Location, string Body, Uri Callback)> SignInAsync(Uri authorize)
    {
        using var dialog = await _http.GetAsync(authorize);
        Assert.Equal(HttpStatusCode.Redirect, dialog.StatusCode);
        return await VisitAsync(dialog.Headers.Location!);
    }

    public async Task<(HttpStatusCode Status, string Location, string Body, Uri Callback)> VisitAsync(Uri address)
    {
        using var answer = await _http.GetAsync(address);
        return (answer.StatusCode, answer.Headers.Location?.ToString() ?? "", await answer.Content.ReadAsStringAsync(), address);
    }

    public void Dispose() => _http.Dispose();
}
